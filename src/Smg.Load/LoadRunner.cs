using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Load.Stats;

namespace Smg.Load;

/// <summary>Runs load scenarios in parallel. Immutable: every <c>With</c> method returns a changed copy.</summary>
public sealed record LoadRunner
{
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(20);

    private LoadRunner(IReadOnlyList<ScenarioProps> scenarios) => Scenarios = scenarios;

    /// <summary>The scenarios.</summary>
    public IReadOnlyList<ScenarioProps> Scenarios { get; }

    /// <summary>Name of the suite in the results. Defaults to <c>load</c>.</summary>
    public string TestSuite { get; private init; } = "load";

    /// <summary>Name of the test in the results. Defaults to <c>load</c>.</summary>
    public string TestName { get; private init; } = "load";

    /// <summary>The part of every scenario's load that this runner generates. Defaults to the whole.</summary>
    public Shard Shard { get; private init; } = Shard.Whole;

    /// <summary>When the load starts, with its warm-up; null, the default, to start at once.</summary>
    public DateTimeOffset? StartAt { get; private init; }

    /// <summary>Whether each second of the measurement is recorded. Defaults to false.</summary>
    public bool TellsSeconds { get; private init; }

    private IReadOnlyList<ILoadObserver> Observers { get; init; } = [];

    private IProgress<LoadProgress>? Progress { get; init; }

    private TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Creates a runner.</summary>
    /// <param name="scenarios">At least one scenario; names are unique, and each scenario has load simulations.</param>
    /// <exception cref="ArgumentException">The list is empty, a name occurs twice, a scenario has no load, or a scenario with a closed
    /// model has workers.</exception>
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
    public LoadRunner WithTestSuite(string name) => this with { TestSuite = Check.NotBlank(name) };

    /// <summary>Names the test.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public LoadRunner WithTestName(string name) => this with { TestName = Check.NotBlank(name) };

    /// <summary>
    /// Generates one part of the load: every n-th arrival of an open schedule, and a share of the copies of a closed one. All shards
    /// together generate the whole.
    /// </summary>
    /// <param name="shard">The part.</param>
    public LoadRunner WithShard(Shard shard) => this with { Shard = Check.NotNull(shard) };

    /// <summary>Starts the load at a moment that is common to several generators. The scenarios are initialised at once.</summary>
    /// <param name="start">When the warm-up starts, or the measurement if the warm-up is zero. A run that would start more than a second
    /// later fails.</param>
    public LoadRunner WithStartAt(DateTimeOffset start) => this with { StartAt = start };

    /// <summary>Reports every scenario's progress, and once more at the end of the run. Reports arrive on a thread of the engine.</summary>
    /// <param name="progress">Receives reports.</param>
    /// <param name="interval">Interval of the reports, at least 100 ms; null, the default, for one second.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is too short.</exception>
    public LoadRunner WithProgress(IProgress<LoadProgress> progress, TimeSpan? interval = null) =>
        this with
        {
            Progress = Check.NotNull(progress),
            ProgressInterval = LoadSimulation.Checked(interval ?? TimeSpan.FromSeconds(1), nameof(interval)),
        };

    /// <summary>Adds an observer of the measurement. Several observers are allowed.</summary>
    /// <param name="observer">The observer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The observer's interval is zero or less.</exception>
    public LoadRunner WithObserver(ILoadObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(observer.Interval, TimeSpan.Zero, nameof(observer));
        return this with { Observers = [.. Observers, observer] };
    }

    /// <summary>Records each second of the measurement: <see cref="ScenarioStats.Seconds"/>.</summary>
    public LoadRunner WithSeconds() => this with { TellsSeconds = true };

    /// <summary>Runs the scenarios and waits for their end.</summary>
    /// <param name="cancellationToken">Ends the run: no further requests start, and those in flight get 5 s to finish.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled. The scenarios have been cleaned up.</exception>
    /// <exception cref="InvalidOperationException">The common start has passed by more than a second.</exception>
    public NodeStats Run(CancellationToken cancellationToken = default) => RunAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>Initialises the scenarios, runs them in parallel with a common start of the measurement, and cleans them up.</summary>
    /// <param name="cancellationToken">Ends the run: no further requests start, and those in flight get 5 s to finish.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled. The scenarios have been cleaned up.</exception>
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
            long measureFrom = Stopwatch.GetTimestamp() + StopwatchTicks.Of(lead);
            foreach (ScenarioRun run in runs)
            {
                run.Start(measureFrom);
            }

            SecondsObserver? seconds = TellsSeconds ? new SecondsObserver(runs) : null;
            List<IAsyncDisposable> watching =
            [
                .. Observers.Concat(seconds is null ? [] : [seconds]).Select(observer => ObserverLoop.Start(observer, measureFrom)),
            ];
            if (Progress is not null)
            {
                watching.Add(ProgressReporter.Start(Progress, runs, ProgressInterval));
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
