using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;
using Smg.Wasm.Tests.Registration;

namespace Smg.Wasm.Tests.Compilation;

/// <summary>The WIT's names with other types, registered or called unregistered.</summary>
[Trait("Category", "Hostile")]
public sealed class AttachPointTypesTests
{
    public static TheoryData<string, string> OtherTypes =>
        new()
        {
            { "fields swapped", "field 1 of its parameter 'req' is 'path', expected 'method'" },
            { "field renamed", "field 1 of its parameter 'req' is 'verb', expected 'method'" },
            { "one parameter more", "it has 2 parameters, expected 1" },
            { "no parameter", "it has 0 parameters, expected 1" },
            { "number for a record", "its parameter 'req' is u32, expected record{method: string, path: string" },
            { "option of an action", "its result is option<variant{continue, reject(u16), modify(record{" },
            { "number for an action", "its result is u32, expected variant{continue, reject(u16), modify(record{" },
            { "an instance", "it is not a function" },
        };

    [Theory]
    [MemberData(nameof(OtherTypes))]
    public async Task The_right_name_with_another_type_is_refused_and_the_difference_told(string other, string difference)
    {
        foreach (CallPath path in Enum.GetValues<CallPath>())
        {
            using ManagerFixture fixture = new(ManagerFixture.Options with { CallPath = path });
            RegistrationResult result = await fixture.Register(ManagerFixture.At("a"), Build(other));
            Assert.Equal((RegistrationStage.Exports, RegistrationError.AttachPointFunctionInvalid), (result.Stage, result.Error));
            Assert.Contains(difference, result.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(OtherTypes))]
    public async Task A_module_of_another_type_is_not_called_without_registration_either(string other, string difference)
    {
        using WasmRuntime runtime = new(ManagerFixture.Options);
        ExecutionFailure failure = (
            await runtime.ExecuteAsync(WasmModule.FromBytes("a", Build(other)), AttachPoint.OnRequest, Guests.Request)
        ).Failure!;
        Assert.Equal((FailureStage.Call, FailureCause.AttachPointFunctionInvalid), (failure.Stage, failure.Cause));
        Assert.Contains(difference, failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Nothing that crosses has a parameter's name in it.</summary>
    [Fact]
    public async Task A_parameter_of_another_name_does_no_harm()
    {
        using ManagerFixture fixture = new();
        RegistrationResult result = await fixture.Register(
            ManagerFixture.At("a"),
            new TypedGuest { Parameters = """(param "r" $request)""" }.ToBytes()
        );
        Assert.True(result.Succeeded, result.Message);
        Assert.Null(result.Module.NotBridgedBecause);
    }

    [Fact]
    public async Task An_attach_point_that_is_not_called_may_have_another_type()
    {
        byte[] bytes = WatGuest.Parse(
            new WatGuest { OnResponse = "(i32.const 16)", Core = """(func (export "none") (result i32) (i32.const 16))""" }
                .ToText()
                .Replace("""(param "resp" $response) """, "", StringComparison.Ordinal)
                .Replace("(core func $i \"on-response\")", "(core func $i \"none\")", StringComparison.Ordinal)
        );
        using ManagerFixture fixture = new();
        Assert.Equal(
            RegistrationError.AttachPointFunctionInvalid,
            (await fixture.Register(ManagerFixture.At("a", AttachPoint.OnResponse), bytes)).Error
        );
        Assert.True((await fixture.Register(ManagerFixture.At("a"), bytes)).Succeeded);
    }

    private static byte[] Build(string other) =>
        other switch
        {
            "fields swapped" => new TypedGuest { FirstFields = """(field "path" string) (field "method" string)""" }.ToBytes(),
            "field renamed" => new TypedGuest { FirstFields = """(field "verb" string) (field "path" string)""" }.ToBytes(),
            "one parameter more" => new TypedGuest
            {
                Parameters = """(param "req" $request) (param "more" u32)""",
                CoreParameters = "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i32",
            }.ToBytes(),
            "no parameter" => new TypedGuest { Parameters = "", CoreParameters = "" }.ToBytes(),
            "number for a record" => new TypedGuest { Parameters = """(param "req" u32)""", CoreParameters = "i32" }.ToBytes(),
            "option of an action" => new TypedGuest { Result = "(option $action)" }.ToBytes(),
            "number for an action" => new TypedGuest { Result = "u32" }.ToBytes(),
            "an instance" => WatGuest.Parse(
                new WatGuest { Component = "(instance $none)" }
                    .ToText()
                    .Replace("(func $on-request))", "(instance $none))", StringComparison.Ordinal)
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(other)),
        };
}
