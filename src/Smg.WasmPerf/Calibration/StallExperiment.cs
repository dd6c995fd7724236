using System.Diagnostics;
using Smg.Load;
using Smg.Load.Scenarios;
using Smg.Load.Stats;

namespace Smg.WasmPerf.Calibration;

/// <summary>
/// Stalls a system once under an even arrival rate, and looks whether the load engine sees what theory says that users saw.
/// </summary>
public static class StallExperiment
{
    private const int Rate = 1_000;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the experiment: about six seconds.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<StallOutcome> RunAsync(CancellationToken cancellationToken = default)
    {
        long stalled = 0;
        const long AtRequest = 2 * Rate;

        // One worker serves all, so that its stall is everybody's.
        ScenarioProps scenario = Scenario
            .Create(
                "stall",
                context =>
                {
                    if (!context.IsWarmUp && Interlocked.Increment(ref stalled) == AtRequest)
                    {
                        Wait(Stall);
                    }

                    return Response.Ok();
                }
            )
            .WithWarmUpDuration(TimeSpan.FromSeconds(1))
            .WithWorkers(1)
            .WithLoadSimulations(Simulation.Inject(Rate, TimeSpan.FromSeconds(1), Duration));
        NodeStats node = await LoadRunner.RegisterScenarios(scenario).RunAsync(cancellationToken).ConfigureAwait(false);
        ScenarioStats stats = node.ScenarioStats[0];
        return new StallOutcome(
            StallTheory.Percentile(stats.AllRequestCount, Rate, Stall, 99),
            TimeSpan.FromMicroseconds(stats.ResponseTime.P99Us),
            TimeSpan.FromMicroseconds(stats.ServiceTime.P99Us),
            stats.GeneratorLimited
        );
    }

    /// <summary>A sleep may last too long; this wait does not.</summary>
    private static void Wait(TimeSpan time)
    {
        long until = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        Thread.Sleep(time - TimeSpan.FromMilliseconds(10));
        while (Stopwatch.GetTimestamp() < until)
        {
            Thread.SpinWait(20);
        }
    }
}
