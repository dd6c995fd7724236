using Smg.Wasm.Contract;
using Smg.Wasm.Wit;

namespace Smg.Wasm.Tests.Wit;

public sealed class WitPackageTests
{
    [Fact]
    public void The_request_has_the_fields_of_the_wit()
    {
        WitInterface types = WitPackage.Gateway.Interface("middleware-types");
        WitDefinition request = WitPackage.Gateway.Definition(types, "request");
        Assert.Equal(
            ["method", "path", "query", "headers", "body", "request-id", "now-epoch-ms"],
            request.Members.Select(field => field.Name)
        );
        Assert.Equal(new WitList(new WitNamed("header")), request.Members[3].Type);
    }

    [Fact]
    public void Every_attach_point_has_its_function_in_the_wit() =>
        Assert.All(
            AttachPointTable.All,
            contract => Assert.NotEmpty(contract.Wit.Function(contract.Interface, contract.Function).Parameters)
        );

    [Theory]
    [InlineData("", "ends too early")]
    [InlineData("package a:b; interface c {", "ends too early")]
    [InlineData("package a:b; interface c { f: func(x: list<u8) -> u8; }", "unexpected ')'")]
    [InlineData("package a:b; resource d;", "unexpected 'resource'")]
    public void A_text_that_is_no_wit_is_refused_with_the_word(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => new WitPackage(text)).Message, StringComparison.Ordinal);
}
