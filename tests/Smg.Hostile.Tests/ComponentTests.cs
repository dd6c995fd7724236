using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>Bytes that this host cannot run as a component.</summary>
[Trait("Category", "Hostile")]
public sealed class ComponentTests
{
    [Theory]
    [InlineData("(stream u8)")]
    [InlineData("(future u8)")]
    [InlineData("error-context")]
    public async Task A_function_that_returns_what_needs_async_is_refused_at_compile(string type)
    {
        ExecutionFailure failure = await Fail(Returns(type), Options with { ConcurrencySupport = true });
        Assert.Equal((FailureStage.Compile, FailureCause.CompileFailed), (failure.Stage, failure.Cause));
        Assert.Contains("requires the component model", failure.NativeMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("u32")]
    [InlineData("(option u8)")]
    [InlineData("(option $action)")]
    public async Task A_function_whose_result_has_another_type_is_refused_before_it_is_called(string type)
    {
        ExecutionFailure failure = await Fail(Returns(type));
        Assert.Equal((FailureStage.Call, FailureCause.AttachPointFunctionInvalid), (failure.Stage, failure.Cause));
        Assert.Contains("its result", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("text")]
    [InlineData("random")]
    [InlineData("core module")]
    public async Task Bytes_that_are_no_component_are_refused_with_a_hint(string kind)
    {
        byte[] random = new byte[10_000];
        new Random(7).NextBytes(random);
        byte[] bytes = kind switch
        {
            "text" => "(component)"u8.ToArray(),
            "core module" => WatGuest.Parse("(module (func))"),
            "random" => random,
            _ => [],
        };
        ExecutionFailure failure = await Fail(WasmModule.FromBytes(kind, bytes));
        Assert.Equal((FailureStage.Compile, FailureCause.CompileFailed), (failure.Stage, failure.Cause));
        Assert.Contains("wasm-tools component new", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Cut at each of many places, and no cut is taken for a whole; where nothing but the last sections is missing, what they exported is.
    /// </summary>
    [Fact]
    public async Task A_truncated_component_is_refused_wherever_it_is_cut()
    {
        byte[] whole = Guests.EchoesBody.Bytes.ToArray();
        using WasmRuntime runtime = new(Options);
        for (int length = 0; length < whole.Length; length += 1 + (whole.Length / 150))
        {
            WasmModule cut = WasmModule.FromBytes("cut", whole.AsSpan(0, length));
            ExecutionFailure? failure = (await runtime.ExecuteAsync(cut, AttachPoint.OnRequest, Guests.Request)).Failure;
            Assert.True(failure is { Cause: FailureCause.CompileFailed or FailureCause.AttachPointMissing }, $"cut at {length}: {failure}");
        }

        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task An_import_that_the_host_does_not_offer_is_named(CallPath path)
    {
        WatGuest guest = new() { Component = """(import "wasi:http/types@0.2.0" (instance (export "f" (func))))""" };
        ExecutionFailure failure = await Fail(guest, Options with { CallPath = path });
        Assert.Equal((FailureStage.Instantiate, FailureCause.ImportMissing), (failure.Stage, failure.Cause));
        Assert.Contains("instance `wasi:http/types@0.2.0`", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attach_point_that_is_not_exported_is_missing()
    {
        using WasmRuntime runtime = new(Options);
        MiddlewareResponse response = new()
        {
            Status = 200,
            Headers = [],
            Body = default,
        };
        ExecutionFailure failure = Assert.IsType<ExecutionFailure>(
            (await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnResponse, response)).Failure
        );
        Assert.Equal(FailureCause.AttachPointMissing, failure.Cause);
        Assert.Contains("OnResponse", failure.Message, StringComparison.Ordinal);
    }

    private static WasmModule Returns(string type)
    {
        string text = new WatGuest
        {
            Core = """(func (export "other") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32) (i32.const 0))""",
        }.ToText();
        return WasmModule.FromBytes(
            "other",
            WatGuest.Parse(
                text.Replace("(result $action)", "(result $other)", StringComparison.Ordinal)
                    .Replace("(core func $i \"on-request\")", "(core func $i \"other\")", StringComparison.Ordinal)
                    .Replace("(func $on-request (param", $"(type $other {type}) (func $on-request (param", StringComparison.Ordinal)
            )
        );
    }
}
