using CsCheck;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Middleware;

/// <summary>The bytes that an action's headers may have, on both paths.</summary>
public sealed class HeaderBudgetTests
{
    private const int Limit = 1024;

    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        MaxHeaderBytes = Limit,
        MaxExecutionTimeMs = 30_000,
    };

    /// <summary>Three headers of 32 bytes, and 1 + 2 + 1 + 3 bytes of text besides the value that fills up.</summary>
    private static ModifyAction Action(int bytes) =>
        new()
        {
            HeadersSet = [new Header("a", "é")],
            HeadersAdd = [new Header("b", new string('v', bytes - 103))],
            HeadersRemove = ["c-c"],
        };

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task Headers_of_the_limit_are_taken_and_one_byte_more_is_not(CallPath path)
    {
        using WasmRuntime runtime = new(Options with { CallPath = path });
        ModifyAction whole = Assert.IsType<ModifyAction>((await Call(runtime, Action(Limit))).Action);
        Assert.Equal(Action(Limit).HeadersAdd, whole.HeadersAdd);
        ExecutionFailure failure = (await Call(runtime, Action(Limit + 1))).Failure!;
        Assert.Equal((FailureStage.Decode, FailureCause.OutputTooLarge), (failure.Stage, failure.Cause));
        Assert.Contains("1024 bytes allowed", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>On the dynamic path Wasmtime's own limit on copied values can strike first.</summary>
    [Theory]
    [Trait("Category", "Hostile")]
    [InlineData(CallPath.Bridge, "headers-set", 1_000_000)]
    [InlineData(CallPath.Bridge, "headers-remove", 2_000_000)]
    [InlineData(CallPath.Dynamic, "headers-set", 100_000)]
    [InlineData(CallPath.Dynamic, "headers-remove", 100_000)]
    public async Task A_great_many_empty_headers_are_too_large_and_cost_the_host_little(CallPath path, string list, int count)
    {
        int at = list == "headers-set" ? 24 : 40;
        WasmModule module = new WatGuest
        {
            Memory = """(memory (export "memory") 260)""",
            OnRequest = $"""
                (i32.store8 (i32.const 16) (i32.const 2))
                (i32.store (i32.const {at}) (i32.const 0x10000)) (i32.store (i32.const {at + 4}) (i32.const {count}))
                (i32.const 16)
                """,
        }.ToModule("many headers");
        using WasmRuntime runtime = new(
            new WasmRuntimeOptions
            {
                PoolSize = 16,
                CallPath = path,
                Dispatch = Dispatch.Inline,
                MaxExecutionTimeMs = 10_000,
            }
        );
        Assert.Equal(
            FailureCause.OutputTooLarge,
            (await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Failure?.Cause
        );
        long before = GC.GetAllocatedBytesForCurrentThread();
        ValueTask<ExecutionResult> call = runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        ExecutionFailure? failure = (await call).Failure;
        Assert.Equal((FailureStage.Decode, FailureCause.OutputTooLarge), (failure!.Stage, failure.Cause));
        Assert.InRange(allocated, 0, 64 << 10);
    }

    [Fact]
    public void Both_paths_agree_for_every_action()
    {
        using WasmRuntime bridge = new(Options);
        using WasmRuntime dynamic = new(Options with { CallPath = CallPath.Dynamic });
        WasmModule echo = BuiltGuests.Load("echo");
        Gen<string> text = Gen.OneOf(Gen.String[Gen.Char['a', 'z'], 0, 40], Gen.String[Gen.Char, 0, 20]);
        int tooLarge = 0;
        Gen.Select(text, text, (name, value) => new Header(name, value))
            .Array[0, 12]
            .Sample(
                headers =>
                {
                    MiddlewareRequest request = Guests.Request with { Headers = headers };
                    ExecutionResult a = bridge.ExecuteAsync(echo, AttachPoint.OnRequest, request).AsTask().GetAwaiter().GetResult();
                    ExecutionResult b = dynamic.ExecuteAsync(echo, AttachPoint.OnRequest, request).AsTask().GetAwaiter().GetResult();
                    tooLarge += a.Succeeded ? 0 : 1;
                    bool isSame =
                        (a.Failure?.Stage, a.Failure?.Cause, a.Failure?.Message)
                        == (b.Failure?.Stage, b.Failure?.Cause, b.Failure?.Message);
                    return isSame ? true : throw new InvalidOperationException($"{a.Failure} / {b.Failure}");
                },
                iter: 3000,
                threads: 1
            );
        Assert.InRange(tooLarge, 300, 2700);
    }

    [Theory]
    [InlineData(1023, false)]
    [InlineData(1024, true)]
    [InlineData(16 << 20, true)]
    [InlineData((16 << 20) + 1, false)]
    public void The_option_has_its_bounds(int value, bool isInBounds) =>
        Assert.Equal(isInBounds, OptionsCatalogue.Find("max_header_bytes")!.IsInBounds(new WasmRuntimeOptions { MaxHeaderBytes = value }));

    private static ValueTask<ExecutionResult> Call(WasmRuntime runtime, ModifyAction action) =>
        runtime.ExecuteAsync(ActionGuest.Modify(action), AttachPoint.OnRequest, Guests.Request);
}
