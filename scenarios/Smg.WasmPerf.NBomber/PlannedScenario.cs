using System.Globalization;

namespace Smg.WasmPerf.NBomberHost;

/// <summary>A scenario as NBomber runs it, with what that changes of its plan.</summary>
/// <param name="Props">The scenario.</param>
/// <param name="WarmUp">Length of the warm-up; zero for none.</param>
/// <param name="Duration">Length of all simulations together.</param>
/// <param name="Arrivals">Number of planned arrivals; null in the closed model and for random rates.</param>
/// <param name="Notes">Differences to the lab's own engine that show in the scenario's figures.</param>
internal sealed record PlannedScenario(ScenarioProps Props, TimeSpan WarmUp, TimeSpan Duration, long? Arrivals, IReadOnlyList<string> Notes)
{
    /// <summary>The shortest warm-up that is worth one: copies start within its first second.</summary>
    private static readonly TimeSpan ShortestWarmUp = TimeSpan.FromSeconds(1);

    /// <summary>The scenario's name.</summary>
    public string Name => Props.ScenarioName;

    /// <summary>Whether the number of callers is fixed, not the rate of arrivals.</summary>
    public bool IsClosed { get; private init; }

    /// <summary>
    /// Plans a scenario: in whole intervals, failing requests neither restarted nor limited, and a warm-up no longer than the scenario.
    /// </summary>
    /// <param name="scenario">The scenario with its load.</param>
    /// <param name="warmUp">The warm-up that is asked for.</param>
    public static PlannedScenario Of(ScenarioProps scenario, TimeSpan warmUp)
    {
        WholeIntervals[] simulations = [.. scenario.LoadSimulations.Select(WholeIntervals.Of)];
        TimeSpan asked = Sum(simulations.Select(simulation => simulation.Asked));
        TimeSpan duration = Sum(simulations.Select(simulation => simulation.Duration));
        bool closed = simulations.Any(simulation => simulation.IsClosed);
        ScenarioProps props = scenario
            .WithLoadSimulations([.. simulations.Select(simulation => simulation.Simulation)])
            .WithRestartIterationOnFail(shouldRestart: false)
            .WithMaxFailCount(int.MaxValue);
        TimeSpan before =
            warmUp < ShortestWarmUp ? TimeSpan.Zero
            : warmUp < duration ? warmUp
            : duration;
        long? arrivals =
            closed || simulations.Any(simulation => simulation.Arrivals is null)
                ? null
                : simulations.Sum(simulation => simulation.Arrivals!.Value);
        return new PlannedScenario(
            before == TimeSpan.Zero ? props.WithoutWarmUp() : props.WithWarmUpDuration(before),
            before,
            duration,
            arrivals,
            [.. Differences(closed, asked, duration)]
        )
        {
            IsClosed = closed,
        };
    }

    private static IEnumerable<string> Differences(bool closed, TimeSpan asked, TimeSpan duration)
    {
        yield return closed
            ? "NBomber starts the copies at random times within the first second: the rate includes that ramp"
            : "NBomber delays each arrival by a random number of whole milliseconds and keeps no intended start: both latencies "
                + "are service times, and a stall delays requests without showing in them";
        if (duration > asked)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"NBomber runs whole intervals of at least a second in all: {duration.TotalSeconds:0.###} s instead of "
                    + $"{asked.TotalSeconds:0.###} s"
            );
        }
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> parts) => parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + part);
}
