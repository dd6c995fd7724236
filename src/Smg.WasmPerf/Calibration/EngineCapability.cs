using System.Diagnostics;
using Smg.Load;
using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Load.Stats;

namespace Smg.WasmPerf.Calibration;

/// <summary>What the load engine can do on this machine, measured with a scenario that does nothing.</summary>
public static class EngineCapability
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>How late requests of the open model start.</summary>
    /// <param name="rate">Arrivals a second.</param>
    /// <param name="duration">How long.</param>
    /// <param name="arrivals">How they are spaced.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<ArrivalAccuracy> MeasureArrivalsAsync(
        int rate,
        TimeSpan duration,
        Arrivals arrivals,
        CancellationToken cancellationToken = default
    )
    {
        ScenarioProps scenario = Scenario
            .Create("arrivals", _ => Response.Ok())
            .WithWarmUpDuration(WarmUp)
            .WithArrivals(arrivals)
            .WithLoadSimulations(Simulation.Inject(rate, TimeSpan.FromSeconds(1), duration));
        ProcessorTime processor = new();
        LoadRunner runner = LoadRunner.RegisterScenarios(scenario).WithObserver(processor);
        ScenarioStats stats = (await runner.RunAsync(cancellationToken).ConfigureAwait(false)).ScenarioStats[0];

        // From the intended start to the end of a request that does nothing: its start was no later.
        long count = stats.ArrivalCount ?? 0;
        return new ArrivalAccuracy(stats.ResponseTime, stats.Ok.Request.RPS, count, processor.Used / Math.Max(1, count));
    }

    /// <summary>Processor time of the process for each turn of the smallest loop that wakes at a rate.</summary>
    /// <param name="rate">Turns a second.</param>
    /// <param name="duration">How long.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public static async Task<TimeSpan> MeasureBareLoopAsync(int rate, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        ProcessorTime processor = new();
        int turns = (int)(rate * duration.TotalSeconds);
        processor.OnBegin();
        await Task
            .Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .ConfigureAwait(false);
        processor.OnEnd();
        cancellationToken.ThrowIfCancellationRequested();
        return processor.Used / turns;

        void Loop()
        {
            long start = Stopwatch.GetTimestamp();
            for (int turn = 0; turn < turns && !cancellationToken.IsCancellationRequested; turn++)
            {
                long left = start + (turn * Stopwatch.Frequency / rate) - Stopwatch.GetTimestamp();
                if (left > 0)
                {
                    SystemTimerClock.Sleep(left);
                }
            }
        }
    }

    /// <summary>How many iterations of the closed model two copies make.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<ClosedIterations> MeasureIterationsAsync(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        const int Copies = 2;
        ScenarioProps scenario = Scenario
            .Create("iterations", _ => Response.Ok())
            .WithWarmUpDuration(WarmUp)
            .WithLoadSimulations(Simulation.KeepConstant(Copies, duration));
        long before = GC.GetTotalAllocatedBytes(precise: true);
        ScenarioStats stats = (
            await LoadRunner.RegisterScenarios(scenario).RunAsync(cancellationToken).ConfigureAwait(false)
        ).ScenarioStats[0];
        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        return new ClosedIterations(stats.Ok.Request.RPS, (double)bytes / stats.AllRequestCount);
    }
}
