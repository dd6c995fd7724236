using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Tests;

/// <summary>A call that fails says why, and the runtime goes on.</summary>
public sealed class WasmRuntimeFailureTests
{
    [Fact]
    public async Task Endless_loop_times_out_not_early_and_at_most_a_tick_late_while_others_go_on()
    {
        const int LimitMs = 300;
        WasmModule loops = Guests.LoopsForever.WithSettings(new ModuleSettings { MaxExecutionTimeMs = LimitMs });
        using WasmRuntime runtime = new(
            PatientRuntime.Options with
            {
                ThreadPoolSize = 2,
                OversubscribeWorkers = true,
                MaxExecutionTimeMs = 60_000,
            }
        );
        await PatientRuntime.PrepareAsync(runtime);
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
        using WasmRuntime runtime = new(PatientRuntime.Options with { ThreadPoolSize = 1, MaxExecutionTimeMs = 60_000 });
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
        using WasmRuntime runtime = new(PatientRuntime.Options with { MaxStackSize = stackSize, ThreadPoolSize = 1 });
        ExecutionResult result = await runtime.ExecuteAsync(Guests.RecursesForever, AttachPoint.OnRequest, Guests.Request);
        Assert.Equal(FailureCause.StackExhausted, result.Failure?.Cause);
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Fact]
    public async Task Trap_names_module_stage_and_kind()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options);
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
        using WasmRuntime runtime = new(PatientRuntime.Options);
        ExecutionFailure failure = (await runtime.ExecuteAsync(Guests.Continues, (AttachPoint)99, Guests.Request)).Failure!;
        Assert.Equal(FailureCause.NotSupported, failure.Cause);
        Assert.Contains("Unknown attach point 99", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_of_the_wrong_kind_is_refused()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options);
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
        using WasmRuntime runtime = new(PatientRuntime.Options);
        AttachPoint attachPoint = input is MiddlewareRequest ? AttachPoint.OnRequest : AttachPoint.OnResponse;
        ExecutionFailure failure = (await runtime.ExecuteAsync(Guests.Continues, attachPoint, input)).Failure!;
        Assert.Equal((FailureStage.Admission, FailureCause.InvalidInput), (failure.Stage, failure.Cause));
    }

    [Fact]
    public async Task Attach_point_that_is_not_exported_is_missing()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options);
        ExecutionFailure failure = (
            await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnResponse, new MiddlewareResponse())
        ).Failure!;
        Assert.Equal(FailureCause.AttachPointMissing, failure.Cause);
    }

    [Fact]
    public async Task Core_module_is_refused_with_the_component_hint()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options);
        WasmModule core = WasmModule.FromBytes("core", WatGuest.Parse("(module)"));
        ExecutionFailure failure = (await runtime.ExecuteAsync(core, AttachPoint.OnRequest, Guests.Request)).Failure!;
        Assert.Equal((FailureStage.Compile, FailureCause.CompileFailed), (failure.Stage, failure.Cause));
        Assert.Contains("core module", failure.Message, StringComparison.Ordinal);
        Assert.Contains("wasm-tools component new", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_one_byte_above_the_limit_is_refused()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options with { MaxBodySize = 1000 });
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
}
