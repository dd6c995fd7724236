using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Tests;

public sealed class WasmRuntimeTests
{
    /// <summary>Calls have time enough on a machine that is busy elsewhere.</summary>
    private static readonly WasmRuntimeOptions Small = new()
    {
        PoolSize = 16,
        Dispatch = Dispatch.Workers,
        MaxExecutionTimeMs = 60_000,
        MaxQueueTimeMs = 60_000,
    };

    [Fact]
    public void Cpu_info_is_sane()
    {
        (int processors, int maxRecommended) = WasmRuntime.GetCpuInfo();
        Assert.True(processors > 0);
        Assert.True(maxRecommended >= processors);
    }

    [Fact]
    public async Task Continue_comes_back()
    {
        using WasmRuntime runtime = new(Small);
        ExecutionResult result = await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request);
        Assert.Null(result.Failure);
        Assert.Same(MiddlewareAction.Continue, result.Action);
    }

    [Fact]
    public async Task Reject_carries_its_status()
    {
        using WasmRuntime runtime = new(Small);
        ExecutionResult result = await runtime.ExecuteAsync(Guests.Rejects, AttachPoint.OnRequest, Guests.Request);
        Assert.Equal(new RejectAction(418), result.Action);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_goes_there_and_back(bool pooling)
    {
        using WasmRuntime runtime = new(Small with { Pooling = pooling });
        byte[] body = new byte[70_000];
        new Random(1).NextBytes(body);
        ExecutionResult result = await runtime.ExecuteAsync(Guests.EchoesBody, AttachPoint.OnRequest, Guests.Request with { Body = body });
        ModifyAction action = Assert.IsType<ModifyAction>(result.Action);
        Assert.Equal(body, action.BodyReplace!.Value.ToArray());
        Assert.Null(action.Status);
    }

    [Fact]
    public async Task Response_goes_there_and_back()
    {
        using WasmRuntime runtime = new(Small);
        MiddlewareResponse response = new()
        {
            Status = 503,
            Headers = [new Header("a", "ü"), new Header("a", "")],
            Body = "x"u8.ToArray(),
        };
        ExecutionResult result = await runtime.ExecuteAsync(Guests.EchoesBody, AttachPoint.OnResponse, response);
        ModifyAction action = Assert.IsType<ModifyAction>(result.Action);
        Assert.Equal((ushort)503, action.Status);
        Assert.Equal(response.Headers, action.HeadersSet);
        Assert.Equal("x"u8.ToArray(), action.BodyReplace!.Value.ToArray());
    }

    [Fact]
    public async Task Twenty_concurrent_first_calls_compile_once()
    {
        using WasmRuntime runtime = new(Small with { ThreadPoolSize = 8, OversubscribeWorkers = true });
        Task<ExecutionResult>[] calls =
        [
            .. Enumerable.Range(0, 20).Select(_ => runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request).AsTask()),
        ];
        ExecutionResult[] results = await Task.WhenAll(calls).EndsAsync();
        Assert.All(results, result => Assert.True(result.Succeeded));
        Assert.Equal(1, runtime.CompileCount);
    }

    [Fact]
    public async Task Endless_loop_times_out_not_early_and_at_most_a_tick_late_while_others_go_on()
    {
        const int LimitMs = 300;
        WasmModule loops = Guests.LoopsForever.WithSettings(new ModuleSettings { MaxExecutionTimeMs = LimitMs });
        using WasmRuntime runtime = new(Small with { ThreadPoolSize = 2, OversubscribeWorkers = true, MaxExecutionTimeMs = 60_000 });
        await Prepare(runtime);
        long begin = Stopwatch.GetTimestamp();
        bool isPunctual = false;
        int served = 0;
        while (!isPunctual || served == 0)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(begin) < Eventually.Limit,
                $"every call ended more than a tick late, or no other was served meanwhile: {served} were"
            );
            long start = Stopwatch.GetTimestamp();
            Task<ExecutionResult> looping = runtime.ExecuteAsync(loops, AttachPoint.OnRequest, Guests.Request).AsTask();
            while (!looping.IsCompleted)
            {
                Assert.True(
                    (await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request).AsTask().EndsAsync()).Succeeded
                );
                served += looping.IsCompleted ? 0 : 1;
            }

            double elapsedMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            ExecutionFailure failure = (await looping).Failure!;
            Assert.Equal((FailureCause.Timeout, $"Timeout({LimitMs})"), (failure.Cause, failure.CauseText));
            Assert.True(elapsedMs >= LimitMs, $"{elapsedMs} ms is early");

            // A machine that is busy elsewhere makes some calls late; a runtime that is late makes all of them late.
            isPunctual = elapsedMs < LimitMs + runtime.Options.EpochIntervalMs + 100;
        }
    }

    [Fact]
    public async Task A_worker_serves_the_next_call_after_a_timeout()
    {
        using WasmRuntime runtime = new(Small with { ThreadPoolSize = 1, MaxExecutionTimeMs = 60_000 });
        WasmModule loops = Guests.LoopsForever.WithSettings(new ModuleSettings { MaxExecutionTimeMs = 50 });
        ExecutionResult first = await runtime.ExecuteAsync(loops, AttachPoint.OnRequest, Guests.Request);
        ExecutionResult second = await runtime.ExecuteAsync(Guests.Rejects, AttachPoint.OnRequest, Guests.Request);
        Assert.Equal(FailureCause.Timeout, first.Failure?.Cause);
        Assert.Equal(new RejectAction(418), second.Action);
    }

    [Theory]
    [InlineData(64 << 10)]
    [InlineData(1 << 20)]
    [InlineData(16 << 20)]
    public async Task Endless_recursion_uses_up_the_stack_and_nothing_else(int stackSize)
    {
        using WasmRuntime runtime = new(Small with { MaxStackSize = stackSize, ThreadPoolSize = 1 });
        ExecutionResult result = await runtime.ExecuteAsync(Guests.RecursesForever, AttachPoint.OnRequest, Guests.Request);
        Assert.Equal(FailureCause.StackExhausted, result.Failure?.Cause);
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Fact]
    public async Task Trap_names_module_stage_and_kind()
    {
        using WasmRuntime runtime = new(Small);
        ExecutionFailure failure = (await runtime.ExecuteAsync(Guests.Traps, AttachPoint.OnRequest, Guests.Request)).Failure!;
        Assert.Equal(
            ("traps", FailureStage.Call, FailureCause.Trap, TrapKind.Unreachable),
            (failure.Module, failure.Stage, failure.Cause, failure.Trap)
        );
        Assert.Contains("unreachable", failure.NativeMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attach_point_that_there_is_not_is_not_supported()
    {
        using WasmRuntime runtime = new(Small);
        ExecutionFailure failure = (await runtime.ExecuteAsync(Guests.Continues, (AttachPoint)99, Guests.Request)).Failure!;
        Assert.Equal(FailureCause.NotSupported, failure.Cause);
        Assert.Contains("Unknown attach point 99", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_of_the_wrong_kind_is_refused()
    {
        using WasmRuntime runtime = new(Small);
        Assert.Equal(
            FailureCause.InvalidInput,
            (await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, new MiddlewareResponse())).Failure?.Cause
        );
        Assert.Equal(
            FailureCause.InvalidInput,
            (await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnResponse, Guests.Request)).Failure?.Cause
        );
        Assert.Equal(
            FailureCause.InvalidInput,
            (await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnError, Guests.Request)).Failure?.Cause
        );
    }

    public static TheoryData<MiddlewareInput> InputsWithNull { get; } =
    [
        Guests.Request with
        {
            Method = null!,
        },
        Guests.Request with
        {
            Path = null!,
        },
        Guests.Request with
        {
            Query = null!,
        },
        Guests.Request with
        {
            RequestId = null!,
        },
        Guests.Request with
        {
            Headers = null!,
        },
        Guests.Request with
        {
            Headers = [new Header("a", "b"), default],
        },
        Guests.Request with
        {
            Headers = [new Header("a", null!)],
        },
        new MiddlewareResponse { Headers = [new Header(null!, "b")] },
    ];

    [Theory]
    [MemberData(nameof(InputsWithNull), DisableDiscoveryEnumeration = true)]
    public async Task Input_with_a_null_is_refused(MiddlewareInput input)
    {
        using WasmRuntime runtime = new(Small);
        AttachPoint attachPoint = input is MiddlewareRequest ? AttachPoint.OnRequest : AttachPoint.OnResponse;
        ExecutionFailure failure = (await runtime.ExecuteAsync(Guests.Continues, attachPoint, input)).Failure!;
        Assert.Equal((FailureStage.Admission, FailureCause.InvalidInput), (failure.Stage, failure.Cause));
    }

    [Fact]
    public async Task Attach_point_that_is_not_exported_is_missing()
    {
        using WasmRuntime runtime = new(Small);
        ExecutionFailure failure = (
            await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnResponse, new MiddlewareResponse())
        ).Failure!;
        Assert.Equal(FailureCause.AttachPointMissing, failure.Cause);
    }

    [Fact]
    public async Task Core_module_is_refused_with_the_component_hint()
    {
        using WasmRuntime runtime = new(Small);
        WasmModule core = WasmModule.FromBytes("core", WatGuest.Parse("(module)"));
        ExecutionFailure failure = (await runtime.ExecuteAsync(core, AttachPoint.OnRequest, Guests.Request)).Failure!;
        Assert.Equal((FailureStage.Compile, FailureCause.CompileFailed), (failure.Stage, failure.Cause));
        Assert.Contains("core module", failure.Message, StringComparison.Ordinal);
        Assert.Contains("wasm-tools component new", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_one_byte_above_the_limit_is_refused()
    {
        using WasmRuntime runtime = new(Small with { MaxBodySize = 1000 });
        ExecutionResult fits = await runtime.ExecuteAsync(
            Guests.Continues,
            AttachPoint.OnRequest,
            Guests.Request with
            {
                Body = new byte[1000],
            }
        );
        ExecutionResult over = await runtime.ExecuteAsync(
            Guests.Continues,
            AttachPoint.OnRequest,
            Guests.Request with
            {
                Body = new byte[1001],
            }
        );
        Assert.True(fits.Succeeded);
        Assert.Equal(FailureCause.BodyTooLarge, over.Failure?.Cause);
    }

    [Fact]
    public async Task Full_queue_refuses_and_every_caller_is_answered()
    {
        WasmRuntimeOptions options = Small with
        {
            ThreadPoolSize = 1,
            QueueCapacity = 5,
            MaxQueueTimeMs = 60_000,
            MaxExecutionTimeMs = 60_000,
        };
        using CancellationTokenSource source = new();
        using WasmRuntime runtime = new(options);
        await Prepare(runtime);
        Task<ExecutionResult> busy = runtime
            .ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, source.Token)
            .AsTask();
        await runtime.RunAsync(calls: 1);

        Task<ExecutionResult>[] calls =
        [
            .. Enumerable.Range(0, 20).Select(_ => runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request).AsTask()),
        ];
        await source.CancelAsync();
        ExecutionResult[] results = await Task.WhenAll(calls).EndsAsync();
        Assert.Equal(5, results.Count(result => result.Succeeded));
        Assert.Equal(15, results.Count(result => result.Failure?.Cause == FailureCause.QueueFull));
        Assert.Equal(FailureCause.Cancelled, (await busy.EndsAsync()).Failure?.Cause);
    }

    [Fact]
    public async Task Waiting_too_long_is_a_queue_timeout_even_while_all_workers_are_busy()
    {
        using WasmRuntime runtime = new(Small with { ThreadPoolSize = 1, MaxQueueTimeMs = 1_000, MaxExecutionTimeMs = 60_000 });
        using CancellationTokenSource source = new();
        await Prepare(runtime);
        Task<ExecutionResult> busy = runtime
            .ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, source.Token)
            .AsTask();
        await runtime.RunAsync(calls: 1);

        ExecutionFailure failure = (await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Failure!;
        Assert.Equal(FailureCause.QueueTimeout, failure.Cause);
        Assert.False(busy.IsCompleted);
        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await busy.EndsAsync()).Failure?.Cause);
    }

    [Fact]
    public async Task Cancelling_a_running_call_frees_its_worker()
    {
        using WasmRuntime runtime = new(Small with { ThreadPoolSize = 1, MaxExecutionTimeMs = 60_000 });
        await Prepare(runtime);
        using CancellationTokenSource source = new();
        Task<ExecutionResult> running = runtime
            .ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, source.Token)
            .AsTask();
        await runtime.RunAsync(calls: 1);

        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await running.EndsAsync()).Failure?.Cause);
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Fact]
    public async Task Cancelling_a_waiting_call_answers_at_once_and_frees_its_place()
    {
        using WasmRuntime runtime = new(Small with { ThreadPoolSize = 1, QueueCapacity = 1, MaxExecutionTimeMs = 60_000 });
        using CancellationTokenSource end = new();
        await Prepare(runtime);
        Task<ExecutionResult> busy = runtime.ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, end.Token).AsTask();
        await runtime.RunAsync(calls: 1);

        using CancellationTokenSource source = new();
        Task<ExecutionResult> waiting = runtime
            .ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request, source.Token)
            .AsTask();
        await source.CancelAsync();
        Assert.Equal(FailureCause.Cancelled, (await waiting.EndsAsync()).Failure?.Cause);
        Assert.False(busy.IsCompleted);
        Assert.Equal(0, runtime.QueueLength);
        await end.CancelAsync();
        _ = await busy.EndsAsync();
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Fact]
    public async Task Shutdown_loses_no_reply()
    {
        WasmRuntime runtime = new(Small with { ThreadPoolSize = 2, OversubscribeWorkers = true, QueueCapacity = 10_000 });
        await Prepare(runtime);
        Task<ExecutionResult>[] calls =
        [
            .. Enumerable
                .Range(0, 2000)
                .Select(_ => runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request).AsTask()),
        ];
        runtime.Dispose();
        ExecutionResult[] results = await Task.WhenAll(calls).EndsAsync();
        Assert.All(results, result => Assert.True(result.Succeeded));
        ExecutionResult late = await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request);
        Assert.Equal(FailureCause.ShuttingDown, late.Failure?.Cause);
    }

    [Fact]
    public async Task Metrics_count_in_microseconds()
    {
        using WasmRuntime runtime = new(Small with { MaxExecutionTimeMs = 60_000 });
        for (int i = 0; i < 10; i++)
        {
            _ = await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request);
        }

        WasmModule loops = Guests.LoopsForever.WithSettings(new ModuleSettings { MaxExecutionTimeMs = 50 });
        _ = await runtime.ExecuteAsync(loops, AttachPoint.OnRequest, Guests.Request);
        MetricsSnapshot metrics = runtime.GetMetrics();
        Assert.Equal((11, 10, 1), (metrics.TotalExecutions, metrics.SuccessfulExecutions, metrics.FailedExecutions));
        Assert.InRange(metrics.MaxExecutionTimeUs, 50_000, 60_000_000);
        Assert.InRange(metrics.TotalExecutionTimeUs, metrics.MaxExecutionTimeUs + 9, 660_000_000);
        Assert.Equal(metrics.TotalExecutionTimeUs / 11.0, metrics.AverageExecutionTimeUs);
    }

    [Fact]
    public async Task Least_recently_used_component_is_compiled_again()
    {
        using WasmRuntime runtime = new(Small with { ThreadPoolSize = 1, ModuleCacheSize = 2 });
        WasmModule[] modules = [Guests.Continues, Guests.Rejects, Guests.Traps];
        foreach (WasmModule module in (WasmModule[])[modules[0], modules[1], modules[0], modules[2], modules[0], modules[1]])
        {
            _ = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request);
        }

        // Compiled: 0, 1, 2 (evicts 1), 1 again.
        Assert.Equal(4, runtime.CompileCount);
    }

    [Fact]
    public async Task Components_that_do_not_compile_push_none_out_that_does()
    {
        using WasmRuntime runtime = new(Small with { ModuleCacheSize = 1 });
        Assert.Null(await runtime.PrepareAsync(Guests.Continues));
        for (int i = 0; i < 5; i++)
        {
            WasmModule broken = WasmModule.FromBytes("broken", Guests.Rejects.Bytes[..^(20 + i)]);
            Assert.Equal(FailureCause.CompileFailed, (await runtime.PrepareAsync(broken))?.Cause);
        }

        long compiles = runtime.CompileCount;
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        Assert.Equal(compiles, runtime.CompileCount);
    }

    /// <summary>Compiles ahead, so that calls go to the queue at once.</summary>
    private static async Task Prepare(WasmRuntime runtime)
    {
        Assert.Null(await runtime.PrepareAsync(Guests.LoopsForever));
        Assert.Null(await runtime.PrepareAsync(Guests.Continues));
    }
}
