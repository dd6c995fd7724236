using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;
using Smg.Wasm.Tests.Scheduling;

namespace Smg.Wasm.Tests.Telemetry;

/// <summary>Alone: a listener of another test would make spans, and allocations, of the calls here.</summary>
[Collection(LoadMachine.Name)]
public sealed class PhasesTests
{
    private const int Calls = 200;

    private static readonly CallPhase[] OfEveryCall =
    [
        CallPhase.Store,
        CallPhase.Instantiate,
        CallPhase.Encode,
        CallPhase.Call,
        CallPhase.Decode,
        CallPhase.Drop,
    ];

    private static WasmRuntimeOptions Options =>
        new()
        {
            PoolSize = 16,
            PhaseTimings = true,
            CompileGuard = CompileGuard.None,
            MaxExecutionTimeMs = 60_000,
            MaxQueueTimeMs = 60_000,
        };

    [Theory]
    [InlineData(Dispatch.Inline, CallPath.Bridge)]
    [InlineData(Dispatch.Inline, CallPath.Dynamic)]
    [InlineData(Dispatch.Workers, CallPath.Bridge)]
    public async Task The_phases_sum_to_about_the_whole_call(Dispatch dispatch, CallPath path)
    {
        // A call takes long enough for what is between the phases to be small beside it.
        WasmModule busy = BusyGuest.Create("busy", 200_000);
        using WasmRuntime runtime = new(Options with { Dispatch = dispatch, CallPath = path });
        await CallAsync(runtime, busy, 5);
        PhasesSnapshot before = runtime.GetPhases()!;
        long wholeBefore = runtime.GetMetrics().TotalExecutionTimeUs;
        await CallAsync(runtime, busy, Calls);

        PhasesSnapshot phases = runtime.GetPhases()!.Since(before);
        double whole = runtime.GetMetrics().TotalExecutionTimeUs - wholeBefore;
        double sum = phases.Phases.Sum(phase => phase.TotalUs);
        Assert.InRange(sum / whole, 0.8, 1.001);

        // Time in the queue is the machine's: it is left out of what the guest's work dominates.
        Assert.InRange(phases[CallPhase.Call].TotalUs / (sum - phases[CallPhase.Queue].TotalUs), 0.5, 1);
        Assert.All(OfEveryCall, phase => Assert.Equal(Calls, phases[phase].Count));

        // On a machine that is too busy some calls go to the workers, whatever the dispatch.
        Assert.InRange(
            phases[CallPhase.Queue].Count,
            dispatch == Dispatch.Workers ? Calls : 0,
            dispatch == Dispatch.Workers ? Calls : Calls - 1
        );
        Assert.Equal(0, phases[CallPhase.Compile].Count);
    }

    [Fact]
    public async Task Without_the_option_nothing_is_recorded()
    {
        using WasmRuntime runtime = new(Options with { PhaseTimings = false });
        await CallAsync(runtime, Guests.Continues, 1);
        Assert.Null(runtime.GetPhases());
    }

    /// <summary>A small body goes through the adapter's memory, a larger one into the guest's.</summary>
    [Theory]
    [InlineData(false, 2_000)]
    [InlineData(true, 2_000)]
    [InlineData(false, 20_000)]
    public void A_call_allocates_nothing_with_the_option_or_without(bool phaseTimings, int bodyBytes)
    {
        using WasmRuntime runtime = new(Options with { PhaseTimings = phaseTimings, Dispatch = Dispatch.Inline }, null, Eventually.Limit);
        MiddlewareRequest request = Guests.Request with { Body = new byte[bodyBytes] };
        Eventually.AllocatesNothing(() => Call(runtime, request, Calls));
    }

    [Fact]
    public async Task A_component_is_compiled_once_and_loaded_from_disk_by_the_next_runtime()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-phases");
        try
        {
            WasmRuntimeOptions options = Options with { CompiledFolder = folder.FullName };
            using (WasmRuntime first = new(options))
            {
                await CallAsync(first, Guests.Continues, 2);
                Assert.Equal((1, 0), (first.GetPhases()![CallPhase.Compile].Count, first.GetPhases()![CallPhase.Load].Count));
                Assert.True(first.GetPhases()![CallPhase.Compile].TotalUs > 0);
            }

            using WasmRuntime second = new(options);
            await CallAsync(second, Guests.Continues, 2);
            Assert.Equal((0, 1), (second.GetPhases()![CallPhase.Compile].Count, second.GetPhases()![CallPhase.Load].Count));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_instance_that_is_used_again_is_made_and_dropped_once()
    {
        // A call that counted as long would send the next to a worker, and so to another instance.
        using WasmRuntime runtime = new(
            Options with
            {
                Dispatch = Dispatch.Inline,
                InlineConcurrency = 1,
                InstanceUses = 10,
            },
            null,
            Eventually.Limit
        );
        await CallAsync(runtime, Guests.Continues, 40);
        PhasesSnapshot phases = runtime.GetPhases()!;
        Assert.All([CallPhase.Store, CallPhase.Instantiate, CallPhase.Drop], phase => Assert.Equal(4, phases[phase].Count));
        Assert.All([CallPhase.Encode, CallPhase.Call, CallPhase.Decode], phase => Assert.Equal(40, phases[phase].Count));
    }

    [Fact]
    public async Task A_guest_that_traps_has_no_answer_to_decode()
    {
        using WasmRuntime runtime = new(Options);
        Assert.False((await runtime.ExecuteAsync(Guests.Traps, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        PhasesSnapshot phases = runtime.GetPhases()!;
        Assert.Equal((1, 0, 1), (phases[CallPhase.Call].Count, phases[CallPhase.Decode].Count, phases[CallPhase.Drop].Count));
    }

    [Fact]
    public async Task A_distribution_tells_count_mean_and_percentiles()
    {
        using WasmRuntime runtime = new(Options);
        await CallAsync(runtime, Guests.Continues, Calls);
        PhaseDistribution call = runtime.GetPhases()![CallPhase.Call];
        Assert.Equal(Calls, call.Buckets.Sum(bucket => bucket.Count));
        Assert.True(
            call.PercentileUs(0) <= call.PercentileUs(50)
                && call.PercentileUs(50) <= call.PercentileUs(99)
                && call.PercentileUs(99) <= call.MaxUs
        );
        Assert.InRange(call.MeanUs, call.Buckets.First().FromUs, call.MaxUs);
        Assert.Throws<ArgumentOutOfRangeException>(() => call.PercentileUs(101));
        Assert.Equal(0, runtime.GetPhases()![CallPhase.Load].PercentileUs(50));
    }

    [Fact]
    public async Task The_pool_tells_how_many_instances_calls_hold()
    {
        using WasmRuntime runtime = new(Options with { Dispatch = Dispatch.Workers, ThreadPoolSize = 1 });
        Assert.Equal(new PoolOccupancy(0, 16), runtime.GetPoolOccupancy());
        using CancellationTokenSource stop = new();
        Task<ExecutionResult> running = runtime
            .ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, stop.Token)
            .AsTask();
        await runtime.RunAsync(calls: 1);
        await stop.CancelAsync();
        Assert.False((await running.EndsAsync()).Succeeded);
        await runtime.RunAsync(calls: 0);

        using WasmRuntime unpooled = new(Options with { Pooling = false });
        Assert.Null(unpooled.GetPoolOccupancy().Size);
    }

    private static async Task CallAsync(WasmRuntime runtime, WasmModule module, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True((await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        }
    }

    private static void Call(WasmRuntime runtime, MiddlewareRequest request, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ValueTask<ExecutionResult> call = runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, request);
            _ = call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
        }
    }
}
