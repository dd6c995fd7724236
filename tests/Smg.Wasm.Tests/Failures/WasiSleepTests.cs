using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Failures;

/// <summary>A guest that sleeps in the host, where no epoch reaches it.</summary>
public sealed class WasiSleepTests
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        ThreadPoolSize = 2,
        OversubscribeWorkers = true,
        InlineConcurrency = 1,
        MaxExecutionTimeMs = 60_000,
    };

    private static readonly WasmModule SleepsAnHour = Sleeps("(call $block (call $after (i64.const 3600000000000)))");

    /// <summary>Sleeps in the call, for 49 days and more, until an instant, in a poll, and while it is instantiated.</summary>
    public static TheoryData<string, string, FailureStage> LongSleeps =>
        new()
        {
            { "(call $block (call $after (i64.const 3600000000000)))", "", FailureStage.Call },
            { "(call $block (call $after (i64.const -1)))", "", FailureStage.Call },
            { "(call $block (call $at (i64.add (call $now) (i64.const 3600000000000))))", "", FailureStage.Call },
            {
                "(i32.store (i32.const 1024) (call $after (i64.const -1))) (call $poll (i32.const 1024) (i32.const 1) (i32.const 1032))",
                "",
                FailureStage.Call
            },
            { "", "(func $s (call $block (call $after (i64.const 3600000000000)))) (start $s)", FailureStage.Instantiate },
        };

    [Theory]
    [MemberData(nameof(LongSleeps))]
    public async Task A_sleep_past_the_limit_times_out_on_time(string body, string core, FailureStage stage)
    {
        WasmModule module = new WasiGuest { OnRequest = body + WatGuest.Continue, Core = core }.ToModule("sleeps");
        await TimesOut(module, stage, limitMs: 300);
    }

    [Theory]
    [InlineData(Dispatch.Inline, CallPath.Bridge)]
    [InlineData(Dispatch.Workers, CallPath.Bridge)]
    [InlineData(Dispatch.Workers, CallPath.Dynamic)]
    public async Task Other_calls_go_on_while_a_guest_sleeps_past_its_limit(Dispatch dispatch, CallPath path)
    {
        using WasmRuntime runtime = new(Options with { Dispatch = dispatch, CallPath = path });
        WasmModule sleeps = SleepsAnHour.WithSettings(new ModuleSettings { MaxExecutionTimeMs = 1000 });
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        Assert.Null(await runtime.PrepareAsync(sleeps));
        Task<ExecutionResult> sleeping = Task.Run(async () => await runtime.ExecuteAsync(sleeps, AttachPoint.OnRequest, Guests.Request));
        int others = 0;
        do
        {
            Assert.True(
                (await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request).AsTask().EndsAsync()).Succeeded
            );
            others += runtime.GetPoolOccupancy().InUse;
        } while (!sleeping.IsCompleted);

        Assert.Equal(FailureCause.Timeout, (await sleeping).Failure?.Cause);
        Assert.True(others > 0, "no call ended while the guest slept");
    }

    [Theory]
    [InlineData(Dispatch.Inline)]
    [InlineData(Dispatch.Workers)]
    public async Task A_sleeping_guest_is_woken_when_its_call_is_cancelled(Dispatch dispatch)
    {
        using WasmRuntime runtime = new(Options with { Dispatch = dispatch });
        Assert.True((await runtime.ExecuteAsync(Sleeps(""), AttachPoint.OnRequest, Guests.Request)).Succeeded);
        using CancellationTokenSource source = new();
        Task<ExecutionResult> sleeping = Task.Run(async () =>
            await runtime.ExecuteAsync(SleepsAnHour, AttachPoint.OnRequest, Guests.Request, source.Token)
        );
        await runtime.RunAsync(calls: 1);
        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await sleeping.EndsAsync()).Failure?.Cause);
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task A_short_sleep_lasts_as_long_as_was_asked(CallPath path)
    {
        // The guest itself looks at the clock.
        WasmModule module = new WasiGuest
        {
            Core = "(global $start (mut i64) (i64.const 0))",
            OnRequest = """
                (global.set $start (call $now))
                (call $block (call $after (i64.const 30000000)))
                (if (i64.lt_u (i64.sub (call $now) (global.get $start)) (i64.const 30000000)) (then unreachable))
                (call $block (call $at (i64.add (global.get $start) (i64.const 60000000))))
                (if (i64.lt_u (i64.sub (call $now) (global.get $start)) (i64.const 60000000)) (then unreachable))
                (call $block (call $at (global.get $start)))
                (i32.const 16)
                """,
        }.ToModule("sleeps");
        using WasmRuntime runtime = new(Options with { CallPath = path, InstanceUses = 3 });
        for (int i = 0; i < 6; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request);
            Assert.True(result.Succeeded, $"{result.Failure}\n{result.Failure?.NativeMessage}");
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(60), Eventually.Limit);
        }
    }

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public async Task A_poll_gives_the_earlier_of_two_and_a_stream_at_once(CallPath path)
    {
        WasmModule module = new WasiGuest
        {
            OnRequest = """
                (i32.store (i32.const 1024) (call $after (i64.const 3600000000000)))
                (i32.store (i32.const 1028) (call $after (i64.const 20000000)))
                (if (call $ready (i32.load (i32.const 1024))) (then unreachable))
                (call $poll (i32.const 1024) (i32.const 2) (i32.const 1040))
                (if (i32.ne (i32.load (i32.const 1044)) (i32.const 1)) (then unreachable))
                (if (i32.ne (i32.load (i32.load (i32.const 1040))) (i32.const 1)) (then unreachable))
                (if (i32.eqz (call $ready (i32.load (i32.const 1028)))) (then unreachable))
                (i32.store (i32.const 1032) (call $subscribe (call $stdout)))
                (call $poll (i32.const 1024) (i32.const 3) (i32.const 1040))
                (if (i32.ne (i32.load (i32.const 1044)) (i32.const 2)) (then unreachable))
                (if (i32.ne (i32.load offset=4 (i32.load (i32.const 1040))) (i32.const 2)) (then unreachable))
                (i32.const 16)
                """,
        }.ToModule("polls");
        using WasmRuntime runtime = new(Options with { CallPath = path });
        ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request);
        Assert.True(result.Succeeded, $"{result.Failure}\n{result.Failure?.NativeMessage}");
    }

    [Theory]
    [InlineData("(call $poll (i32.const 1024) (i32.const 0) (i32.const 1032))")]
    [InlineData(
        "(memory.fill (i32.const 1024) (i32.const 0) (i32.const 5000)) (call $poll (i32.const 1024) (i32.const 1200) (i32.const 1032))"
    )]
    public async Task A_poll_of_none_or_of_too_many_ends_the_call(string body)
    {
        using WasmRuntime runtime = new(Options);
        ExecutionResult result = await runtime.ExecuteAsync(Sleeps(body), AttachPoint.OnRequest, Guests.Request);
        Assert.Equal(FailureCause.CallFailed, result.Failure?.Cause);
    }

    [Fact]
    public async Task A_guest_that_loops_over_short_sleeps_times_out() =>
        await TimesOut(
            Sleeps("(loop $again (call $drop-pollable (local.tee $i (call $after (i64.const 1000000)))) (br $again)) unreachable"),
            FailureStage.Call,
            limitMs: 200
        );

    [Fact]
    public async Task An_interrupt_of_the_callers_thread_ends_the_sleep_and_stays_with_the_thread()
    {
        using WasmRuntime runtime = new(Options with { Dispatch = Dispatch.Inline });
        Assert.True((await runtime.ExecuteAsync(Sleeps(""), AttachPoint.OnRequest, Guests.Request)).Succeeded);
        Assert.Null(await runtime.PrepareAsync(SleepsAnHour));
        ExecutionResult? result = null;
        bool stayed = false;
        Thread caller = new(
            () =>
            {
                result = runtime.ExecuteAsync(SleepsAnHour, AttachPoint.OnRequest, Guests.Request).AsTask().Result;
                try
                {
                    Thread.Sleep(1);
                }
                catch (ThreadInterruptedException)
                {
                    stayed = true;
                }
            },
            maxStackSize: 16 << 20
        );
        caller.Start();
        await runtime.RunAsync(calls: 1);
        await Eventually.UntilAsync(() => caller.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin));
        caller.Interrupt();
        Assert.True(caller.Join(Eventually.Limit));
        Assert.Equal((FailureCause.Cancelled, true), (result!.Value.Failure?.Cause, stayed));
    }

    private static WasmModule Sleeps(string body) => new WasiGuest { OnRequest = body + WatGuest.Continue }.ToModule("sleeps");

    private static async Task TimesOut(WasmModule module, FailureStage stage, int limitMs)
    {
        using WasmRuntime runtime = new(Options);
        module = module.WithSettings(new ModuleSettings { MaxExecutionTimeMs = limitMs });
        Assert.Null(await runtime.PrepareAsync(Guests.Continues));
        TimeSpan limit = TimeSpan.FromMilliseconds(limitMs);
        for (int i = 0; i < 2; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ExecutionFailure? failure = (await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Failure;
            Assert.InRange(Stopwatch.GetElapsedTime(start), limit, Eventually.Limit);
            Assert.Equal((stage, FailureCause.Timeout, limitMs), (failure?.Stage, failure?.Cause, failure?.TimeoutMs));
        }

        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }
}
