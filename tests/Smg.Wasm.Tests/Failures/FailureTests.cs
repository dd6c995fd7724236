using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Failures;

/// <summary>Guests that call the host in ways that could hold it up or end it.</summary>
public sealed class FailureTests
{
    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 16, ThreadPoolSize = 1, MaxExecutionTimeMs = 5000 };

    /// <summary>The host would sleep in native code, where no epoch reaches it.</summary>
    [Fact]
    public async Task A_guest_that_would_sleep_in_the_host_is_stopped_at_once()
    {
        ExecutionFailure failure = await Fail(UsesClock("(call $block (call $after (i64.const 3000000000))) (i32.const 16)"));
        Assert.Equal((FailureStage.Call, FailureCause.CallFailed), (failure.Stage, failure.Cause));
        Assert.Contains("may not wait for a clock", failure.NativeMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_may_read_the_clock()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = UsesClock("(if (i64.eqz (call $now)) (then unreachable)) (i32.const 16)");
        Assert.Same(MiddlewareAction.Continue, (await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Action);
    }

    [Fact]
    public async Task A_guest_that_asks_for_endless_random_bytes_does_not_end_the_process()
    {
        WatGuest guest = new()
        {
            Memory = """(import "h" "random" (func $random (param i64 i32))) (import "e" "memory" (memory 1)) (export "memory" (memory 0))""",
            OnRequest = "(call $random (i64.const 0x3fffffffffffffff) (i32.const 64)) (i32.const 16)",
        };
        const string Imports = """
            (import "wasi:random/random@0.2.0" (instance $r (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
            (core module $mem (memory (export "memory") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
            (core instance $e (instantiate $mem))
            (core func $random (canon lower (func $r "get-random-bytes") (memory (core memory $e "memory")) (realloc (core func $e "realloc"))))
            (core instance $i (instantiate $m (with "e" (instance $e)) (with "h" (instance (export "random" (func $random))))))
            """;
        byte[] wasm = WatGuest.Parse(guest.ToText().Replace("(core instance $i (instantiate $m))", Imports, StringComparison.Ordinal));
        ExecutionFailure failure = await Fail(WasmModule.FromBytes("random", wasm));
        Assert.Equal(FailureCause.CallFailed, failure.Cause);
        Assert.Contains("exceeds limit", failure.NativeMessage, StringComparison.Ordinal);
    }

    private static WasmModule UsesClock(string body)
    {
        WatGuest guest = new()
        {
            Memory = """
                (import "h" "now" (func $now (result i64))) (import "h" "after" (func $after (param i64) (result i32)))
                (import "h" "block" (func $block (param i32))) (memory (export "memory") 1)
                """,
            OnRequest = body,
        };
        const string Imports = """
            (import "wasi:io/poll@0.2.0" (instance $poll (export "pollable" (type $p (sub resource))) (export "[method]pollable.block" (func (param "self" (borrow $p))))))
            (alias export $poll "pollable" (type $pollable))
            (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock (alias outer 1 $pollable (type $o)) (export "pollable" (type $p (eq $o)))
              (export "now" (func (result u64))) (export "subscribe-duration" (func (param "when" u64) (result (own $p))))))
            (core func $now (canon lower (func $clock "now")))
            (core func $after (canon lower (func $clock "subscribe-duration")))
            (core func $block (canon lower (func $poll "[method]pollable.block")))
            (core instance $i (instantiate $m (with "h" (instance
              (export "now" (func $now)) (export "after" (func $after)) (export "block" (func $block))))))
            """;
        return WasmModule.FromBytes("clock", WatGuest.Parse(guest.ToText().Replace("(core instance $i (instantiate $m))", Imports, StringComparison.Ordinal)));
    }

    private static async Task<ExecutionFailure> Fail(WasmModule module, WasmRuntimeOptions? options = null)
    {
        using WasmRuntime runtime = new(options ?? Options);
        ExecutionFailure? failure = (await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Failure;
        Assert.NotNull(failure);
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        return failure;
    }
}
