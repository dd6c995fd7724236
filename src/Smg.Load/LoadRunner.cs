using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Load.Stats;

namespace Smg.Load;

/// <summary>Runs scenarios side by side. Immutable: every <c>With</c> method returns a changed copy.</summary>
public sealed record LoadRunner
{
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(20);

    private LoadRunner(IReadOnlyList<ScenarioProps> scenarios) => Scenarios = scenarios;

    /// <summary>What runs.</summary>
    public IReadOnlyList<ScenarioProps> Scenarios { get; }

    /// <summary>What the results call the suite.</summary>
    public string TestSuite { get; private init; } = "load";

    /// <summary>What the results call the test.</summary>
    public string TestName { get; private init; } = "load";

    /// <summary>The part of every scenario's load that this runner makes. The whole by default.</summary>
    public Shard Shard { get; private init; } = Shard.Whole;

    /// <summary>When the load begins, its warm-up first; null, the default, for at once.</summary>
    public DateTimeOffset? StartAt { get; private init; }

    /// <summary>Whether the seconds of the measurement are recorded.</summary>
    public bool TellsSeconds { get; private init; }

    private IReadOnlyList<ILoadObserver> Observers { get; init; } = [];

    private IProgress<LoadProgress>? Progress { get; init; }

    private TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A runner of scenarios.</summary>
    /// <param name="scenarios">At least one; every name once; each with its load simulations.</param>
    /// <exception cref="ArgumentException">No scenario is given, a name occurs twice, a scenario has no load, or workers were given to a
    /// closed model.</exception>
    public static LoadRunner RegisterScenarios(params ScenarioProps[] scenarios)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        if (scenarios.Length == 0)
        {
            throw new ArgumentException("A run needs at least one scenario.", nameof(scenarios));
        }

        HashSet<string> names = [];
        foreach (ScenarioProps scenario in scenarios)
        {
            if (!names.Add(scenario.Name))
            {
                throw new ArgumentException($"Two scenarios have the name '{scenario.Name}'.", nameof(scenarios));
            }

            if (scenario.LoadSimulations.Count == 0)
            {
                throw new ArgumentException($"Scenario '{scenario.Name}' has no load simulations.", nameof(scenarios));
            }

            if (scenario.Workers > 0 && !scenario.IsOpen)
            {
                throw new ArgumentException(
                    $"Scenario '{scenario.Name}' has a closed model, in which each copy has a thread: remove its number of workers.",
                    nameof(scenarios)
                );
            }
        }

        return new LoadRunner([.. scenarios]);
    }

    /// <summary>Names the suite.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public LoadRunner WithTestSuite(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return this with { TestSuite = name };
    }

    /// <summary>Names the test.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public LoadRunner WithTestName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return this with { TestName = name };
    }

    /// <summary>
    /// Makes a part of the load: one arrival in so many of an open schedule, and a share of the copies of a closed one. The parts
    /// of all shards together are the whole.
    /// </summary>
    /// <param name="shard">Which part.</param>
    public LoadRunner WithShard(Shard shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        return this with { Shard = shard };
    }

    /// <summary>Begins the load at a moment that other generators wait for too. The scenarios are initialised at once.</summary>
    /// <param name="start">When the warm-up begins, or the measurement if the warm-up is zero. A run that would begin more than a second
    /// later fails.</param>
    public LoadRunner WithStartAt(DateTimeOffset start) => this with { StartAt = start };

    /// <summary>
    /// Reports every scenario's progress, and once more when the run is done. The reports come on a thread of the engine.
    /// </summary>
    /// <param name="progress">Receives reports.</param>
    /// <param name="interval">How often; one second when null, at least 100 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is too short.</exception>
    public LoadRunner WithProgress(IProgress<LoadProgress> progress, TimeSpan? interval = null)
    {
        ArgumentNullException.ThrowIfNull(progress);
        TimeSpan every = interval ?? TimeSpan.FromSeconds(1);
        LoadSimulation.CheckDuration(every, nameof(interval));
        return this with { Progress = progress, ProgressInterval = every };
    }

    /// <summary>Lets someone watch the measurement; may be called for several.</summary>
    /// <param name="observer">Who watches.</param>
    /// <exception cref="ArgumentOutOfRangeException">The observer's interval is zero or less.</exception>
    public LoadRunner WithObserver(ILoadObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(observer.Interval, TimeSpan.Zero, nameof(observer));
        return this with { Observers = [.. Observers, observer] };
    }

    /// <summary>Tells the seconds of the measurement apart: <see cref="ScenarioStats.Seconds"/>.</summary>
    public LoadRunner WithSeconds() => this with { TellsSeconds = true };

    /// <summary>Runs the scenarios and waits for them.</summary>
    /// <param name="cancellationToken">Ends the run: no further requests start, and those in flight have 5 s to end.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled. The scenarios have been cleaned.</exception>
    /// <exception cref="InvalidOperationException">The common start has passed by more than a second.</exception>
    public NodeStats Run(CancellationToken cancellationToken = default) => RunAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>Initialises the scenarios, loads them side by side with a common beginning of the measurement, and cleans them.</summary>
    /// <param name="cancellationToken">Ends the run: no further requests start, and those in flight have 5 s to end.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled. The scenarios have been cleaned.</exception>
    /// <exception cref="InvalidOperationException">The common start has passed by more than a second.</exception>
    public async Task<NodeStats> RunAsync(CancellationToken cancellationToken = default)
    {
        List<ScenarioProps> initialised = [];
        Dictionary<string, IReadOnlyList<Metric>> metrics = [];
        ExceptionDispatchInfo? failure = null;
        NodeStats? stats = null;
        try
        {
            foreach (ScenarioProps scenario in Scenarios)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ScenarioInitContext context = new(scenario.Name, cancellationToken);
                await (scenario.Init?.Invoke(context) ?? Task.CompletedTask).ConfigureAwait(false);
                initialised.Add(scenario);
                metrics[scenario.Name] = context.Metrics;
            }

            stats = await LoadAsync(metrics, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        failure = await CleanAsync(initialised, failure).ConfigureAwait(false);
        failure?.Throw();
        return stats!;
    }

    // Every scenario is cleaned; the first failure of all is the one that counts.
    private static async Task<ExceptionDispatchInfo?> CleanAsync(List<ScenarioProps> scenarios, ExceptionDispatchInfo? failure)
    {
        foreach (ScenarioProps scenario in scenarios)
        {
            try
            {
                await (
                    scenario.Clean?.Invoke(new ScenarioInitContext(scenario.Name, CancellationToken.None)) ?? Task.CompletedTask
                ).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        return failure;
    }

    private async Task<NodeStats> LoadAsync(Dictionary<string, IReadOnlyList<Metric>> metrics, CancellationToken cancellationToken)
    {
        List<ScenarioRun> runs = [];
        try
        {
            foreach (ScenarioProps scenario in Scenarios)
            {
                runs.Add(
                    scenario.IsOpen
                        ? new OpenRun(scenario, Shard, cancellationToken) { Metrics = metrics[scenario.Name] }
                        : new ClosedRun(scenario, Shard, cancellationToken) { Metrics = metrics[scenario.Name] }
                );
            }

            if (StartAt is { } start)
            {
                await CommonStart.WaitAsync(start, cancellationToken).ConfigureAwait(false);
            }

            // A shorter warm-up begins later, so that all measurements begin together.
            TimeSpan lead = Lead + Scenarios.Max(scenario => scenario.WarmUpDuration);
            long measureFrom = Stopwatch.GetTimestamp() + (long)(lead.TotalSeconds * Stopwatch.Frequency);
            foreach (ScenarioRun run in runs)
            {
                run.Start(measureFrom);
            }

            SecondsObserver? seconds = TellsSeconds ? new SecondsObserver(runs) : null;
            List<IAsyncDisposable> watching =
            [
                .. Observers.Concat(seconds is null ? [] : [seconds]).Select(observer => new ObserverThread(observer, measureFrom)),
            ];
            if (Progress is not null)
            {
                watching.Add(new ProgressReporter(Progress, runs, ProgressInterval));
            }

            ScenarioStats[] stats;
            try
            {
                stats = await Task.WhenAll(runs.Select(run => run.Completion)).ConfigureAwait(false);
            }
            finally
            {
                // All are notified before one is waited for.
                await Task.WhenAll([.. watching.Select(one => one.DisposeAsync().AsTask())]).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return new NodeStats
            {
                TestSuite = TestSuite,
                TestName = TestName,
                ScenarioStats = seconds is null ? stats : [.. stats.Select((scenario, i) => scenario with { Seconds = seconds.Of(i) })],
            };
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }
    }
}
