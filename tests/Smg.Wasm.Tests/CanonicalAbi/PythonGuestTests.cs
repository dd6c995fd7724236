using System.Text;
using System.Text.Json;
using Smg.Wasm.Contract;
using Smg.Wasm.Fixtures.CanonicalAbi;

namespace Smg.Wasm.Tests.CanonicalAbi;

/// <summary>A guest made from Python answers on every form of call, with and without a body. It is compiled once for all tests.</summary>
public sealed class PythonGuestTests : IClassFixture<PythonGuest>
{
    private static readonly Header Key = new("authorization", "Bearer k");
    private readonly PythonGuest _guest;

    public PythonGuestTests(PythonGuest guest) => _guest = guest;

    public static TheoryData<CallForm> Forms => [.. Enum.GetValues<CallForm>()];

    [Fact]
    public void Its_core_modules_are_linked() => Assert.True(_guest.IsLinked);

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_request_without_a_body_is_answered(CallForm form) =>
        Assert.Equal(
            "modify status=null set=[x-user=José 中文] add=[] remove=[cookie] body=null",
            Call(form, new MiddlewareRequest { Path = "/v1/models", Headers = [Key] })
        );

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_request_with_JSON_gets_a_new_body(CallForm form)
    {
        MiddlewareRequest request = new()
        {
            Method = "POST",
            Path = "/v1/x",
            Headers = [Key, Key, new Header("x-e", "")],
            Body = "{\"a\": 1}"u8.ToArray(),
        };
        string body = JsonSerializer
            .Serialize(new { a = 1, seen = 3 })
            .Replace(":", ": ", StringComparison.Ordinal)
            .Replace(",", ", ", StringComparison.Ordinal);
        AbiOutcome expected = AbiOutcome.Of(
            new ModifyAction
            {
                HeadersSet = [new("x-user", "José 中文")],
                HeadersRemove = ["cookie"],
                BodyReplace = Encoding.UTF8.GetBytes(body),
            }
        );
        Assert.Equal(expected.Text, Call(form, request));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_request_with_bytes_that_are_not_text_is_answered(CallForm form) =>
        Assert.StartsWith(
            "modify",
            Call(
                form,
                new MiddlewareRequest
                {
                    Method = "POST",
                    Path = "/v1/x",
                    Headers = [Key],
                    Body = new byte[] { 0xff, 0x00, 0x80 },
                }
            ),
            StringComparison.Ordinal
        );

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_request_without_a_key_is_rejected_below_v1_alone(CallForm form)
    {
        Assert.Equal("reject 401", Call(form, new MiddlewareRequest { Path = "/v1/models" }));
        Assert.Equal("continue", Call(form, new MiddlewareRequest { Path = "/health" }));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_response_is_answered(CallForm form)
    {
        Assert.Equal("continue", _guest.Call(form, AttachPoint.OnResponse, new MiddlewareResponse()));
        Assert.Equal(
            "continue",
            _guest.Call(
                form,
                AttachPoint.OnResponse,
                new MiddlewareResponse
                {
                    Status = 502,
                    Headers = [Key, Key],
                    Body = "text"u8.ToArray(),
                }
            )
        );
    }

    private string Call(CallForm form, MiddlewareRequest request) => _guest.Call(form, AttachPoint.OnRequest, request);
}
