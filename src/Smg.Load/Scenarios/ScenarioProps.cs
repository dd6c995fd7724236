using System.Diagnostics;

namespace Smg.Load.Scenarios;

/// <summary>A scenario and how it is loaded. Immutable: every <c>With</c> method returns a changed copy.</summary>
public sealed record ScenarioProps
{
    internal ScenarioProps(string name, Func<IScenarioContext, ValueTask<IResponse>> run)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Run = run;
    }

    /// <summary>Name of the scenario in the results.</summary>
    public string Name { get; }

    /// <summary>Length of the load before requests count. Defaults to 5 s; zero without a warm-up.</summary>
    public TimeSpan WarmUpDuration { get; private init; } = TimeSpan.FromSeconds(5);

    /// <summary>The load's parts, one after another.</summary>
    public IReadOnlyList<LoadSimulation> LoadSimulations { get; private init; } = [];

    /// <summary>Number of counted failures that stops the scenario. Defaults to 5,000, as NBomber's.</summary>
    public int MaxFailCount { get; private init; } = 5_000;

    /// <summary>Spacing of the open model's arrivals. Defaults to uniform.</summary>
    public Arrivals Arrivals { get; private init; } = Arrivals.Uniform;

    /// <summary>Requests of the open model that may be in flight at once. Defaults to 100,000.</summary>
    public int MaxInFlight { get; private init; } = 100_000;

    /// <summary>Number of dedicated threads that start the open model's requests; 0, the default, for the thread pool.</summary>
    public int Workers { get; private init; }

    /// <summary>Time that requests in flight get to end after the last one started. Defaults to 30 s.</summary>
    public TimeSpan DrainTimeout { get; private init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The largest p99 of the open model's lateness at which its row is a result; null, the default, for one that follows the row's own
    /// p99: see <see cref="LatenessLimit"/>.
    /// </summary>
    public TimeSpan? MaxLateness { get; private init; }

    /// <summary>Limits that end the scenario when they stay broken. Defaults to an empty list.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; private init; } = [];

    internal Func<IScenarioContext, ValueTask<IResponse>> Run { get; private init; }

    internal Func<IScenarioInitContext, Task>? Init { get; private init; }

    internal Func<IScenarioInitContext, Task>? Clean { get; private init; }

    internal bool IsOpen => LoadSimulations.Any(simulation => simulation.Model == LoadModel.Open);

    internal TimeSpan Planned => LoadSimulations.Aggregate(TimeSpan.Zero, (sum, simulation) => sum + simulation.During);

    /// <summary>Sets how late the open model's arrivals may be before its row is not a result.</summary>
    /// <param name="limit">The largest 99th percentile of the lateness, more than zero; null for one that follows the row's own
    /// p99.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is zero or less.</exception>
    public ScenarioProps WithMaxLateness(TimeSpan? limit)
    {
        if (limit is { } some)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(some, TimeSpan.Zero, nameof(limit));
        }

        return this with
        {
            MaxLateness = limit,
        };
    }

    /// <summary>Records the starts of requests after the warm-up.</summary>
    /// <param name="arrivals">The recorder.</param>
    public ScenarioProps WithArrivals(ArrivalRecorder arrivals)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        Func<IScenarioContext, ValueTask<IResponse>> run = Run;
        return this with
        {
            Run = context =>
            {
                if (!context.IsWarmUp)
                {
                    arrivals.Record(Stopwatch.GetTimestamp());
                }

                return run(context);
            },
        };
    }

    /// <summary>Sets code that runs once before the load. An exception in it ends the whole run.</summary>
    /// <param name="init">The initialisation.</param>
    public ScenarioProps WithInit(Func<IScenarioInitContext, Task> init) => this with { Init = Check.NotNull(init) };

    /// <summary>Sets code that runs once after the load, also after a cancelled one, if the initialisation succeeded.</summary>
    /// <param name="clean">The cleaning.</param>
    public ScenarioProps WithClean(Func<IScenarioInitContext, Task> clean) => this with { Clean = Check.NotNull(clean) };

    /// <summary>Loads the scenario before the measurement at the level of its first simulation other than a pause.</summary>
    /// <param name="duration">How long; at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">The duration is too short.</exception>
    public ScenarioProps WithWarmUpDuration(TimeSpan duration) =>
        this with
        {
            WarmUpDuration = LoadSimulation.Checked(duration, nameof(duration)),
        };

    /// <summary>Counts requests from the first one on.</summary>
    public ScenarioProps WithoutWarmUp() => this with { WarmUpDuration = TimeSpan.Zero };

    /// <summary>Sets the load's parts, one after another: all of the closed model or all of the open one, and pauses.</summary>
    /// <param name="simulations">At least one other than a pause.</param>
    /// <exception cref="ArgumentException">The list has only pauses, or mixes both models.</exception>
    public ScenarioProps WithLoadSimulations(params LoadSimulation[] simulations)
    {
        ArgumentNullException.ThrowIfNull(simulations);
        int open = simulations.Count(simulation => simulation.Model == LoadModel.Open);
        int closed = simulations.Count(simulation => simulation.Model == LoadModel.Closed);
        if (open + closed == 0)
        {
            throw new ArgumentException($"Scenario '{Name}' needs a load simulation other than a pause.", nameof(simulations));
        }

        if (open > 0 && closed > 0)
        {
            throw new ArgumentException(
                $"Scenario '{Name}' mixes copies (closed model) with injection (open model): register two scenarios instead.",
                nameof(simulations)
            );
        }

        return this with
        {
            LoadSimulations = [.. simulations],
        };
    }

    /// <summary>Sets the number of counted failures that stops the scenario.</summary>
    /// <param name="count">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public ScenarioProps WithMaxFailCount(int count) => this with { MaxFailCount = Check.Within(count, 1) };

    /// <summary>Sets limits that end the scenario when they stay broken. The results report a broken one.</summary>
    /// <param name="thresholds">The limits.</param>
    public ScenarioProps WithThresholds(params Threshold[] thresholds) => this with { Thresholds = [.. Check.NotNull(thresholds)] };

    /// <summary>Sets the spacing of the open model's arrivals.</summary>
    /// <param name="arrivals">The spacing.</param>
    public ScenarioProps WithArrivals(Arrivals arrivals) => this with { Arrivals = Check.NotNull(arrivals) };

    /// <summary>
    /// Sets how many requests of the open model may be in flight at once. A further arrival fails with
    /// <see cref="FailCauses.GeneratorOverrun"/>.
    /// </summary>
    /// <param name="count">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public ScenarioProps WithMaxInFlight(int count) => this with { MaxInFlight = Check.Within(count, 1) };

    /// <summary>
    /// Starts the open model's requests on dedicated threads: for requests that block their thread, which the thread pool would start late.
    /// </summary>
    /// <param name="count">How many threads, from 1 to 1,000. Arrivals queue when all are busy.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is outside its range.</exception>
    public ScenarioProps WithWorkers(int count) => this with { Workers = Check.Within(count, 1, 1_000) };

    /// <summary>Sets the time that requests in flight get to end after the last one started.</summary>
    /// <param name="timeout">At least 100 ms. Requests that end later fail with <see cref="FailCauses.Unfinished"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is too short.</exception>
    public ScenarioProps WithDrainTimeout(TimeSpan timeout) =>
        this with
        {
            DrainTimeout = LoadSimulation.Checked(timeout, nameof(timeout)),
        };
}
