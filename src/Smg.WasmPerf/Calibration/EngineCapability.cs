using Smg.Load;
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
        ScenarioStats stats = (
            await LoadRunner.RegisterScenarios(scenario).RunAsync(cancellationToken).ConfigureAwait(false)
        ).ScenarioStats[0];

        // From the intended start to the end of a request that does nothing: its start was no later.
        return new ArrivalAccuracy(stats.ResponseTime, stats.Ok.Request.RPS, stats.ArrivalCount ?? 0);
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
