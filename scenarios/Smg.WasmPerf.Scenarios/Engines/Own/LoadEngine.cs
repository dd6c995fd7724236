using System.Globalization;
using Smg.Load;
using Smg.Load.Scenarios;
using Smg.Load.Stats;
using Smg.WasmPerf.Diagnostics;
using Smg.WasmPerf.Merging;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Scenarios.Engines;

/// <summary>
/// What scenarios need of a load engine beyond its vocabulary. This is the project's own engine; the folder beside it has NBomber's.
/// </summary>
internal static class LoadEngine
{
    /// <summary>How long a block of a measurement is whose sides take turns.</summary>
    public static TimeSpan Block { get; } = TimeSpan.FromMilliseconds(400);

    /// <summary>A scenario of requests that often end without waiting.</summary>
    /// <param name="name">The name in results.</param>
    /// <param name="run">One request.</param>
    public static ScenarioProps Scenario(string name, Func<IScenarioContext, ValueTask<IResponse>> run) =>
        Smg.Load.Scenarios.Scenario.Create(name, run);

    /// <summary>Runs a part of a request that is also measured separately.</summary>
    /// <param name="name">The name in results.</param>
    /// <param name="context">The request.</param>
    /// <param name="run">The part.</param>
    public static ValueTask<IResponse> Step(string name, IScenarioContext context, Func<ValueTask<IResponse>> run) =>
        Smg.Load.Scenarios.Step.Run(name, context, run, static run => run());

    /// <summary>
    /// Runs scenarios side by side on one runtime and returns their results, in order. The first has the runtime's figures.
    /// </summary>
    /// <param name="measurement">What they are run with.</param>
    /// <param name="scenarios">The scenarios, with their load.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadMeasurement measurement,
        IEnumerable<ScenarioProps> scenarios,
        CancellationToken cancellationToken
    )
    {
        LoadSettings settings = measurement.Settings;
        ArrivalRecorder[]? arrivals = null;
        if (settings.RecordsArrivals)
        {
            ScenarioProps[] watched = [.. scenarios];
            arrivals = [.. watched.Select(_ => new ArrivalRecorder())];
            scenarios = watched.Zip(arrivals, (scenario, recorder) => scenario.WithArrivals(recorder));
        }

        LoadRunner runner = Runner(measurement, scenarios);
        Dictionary<string, string> all = new(measurement.Parameters);
        if (settings.Shard.Count > 1)
        {
            all[ShardMerge.ShardParameter] = settings.Shard.ToString();
            all["seconds"] = settings.Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (settings.CommonStart?.Next(settings.WarmUp + settings.Duration) is { } start)
        {
            runner = runner.WithStartAt(start);
            all["startAt"] = start.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        }

        PhasesObserver? phases = measurement.Runtime is { Options.PhaseTimings: true } timed ? new PhasesObserver(timed) : null;
        if (phases is not null)
        {
            runner = runner.WithObserver(phases);
        }

        using RuntimeTimeline? timeline = settings.Diagnostics ? new RuntimeTimeline() : null;
        if (timeline is not null)
        {
            runner = runner.WithObserver(timeline).WithSeconds();
        }

        NodeStats stats = await runner.RunAsync(cancellationToken).ConfigureAwait(false);
        LoadResult[] results = [.. stats.ScenarioStats.Select(scenario => scenario.ToLoadResult(measurement.Configuration, all))];
        for (int i = 0; i < arrivals?.Length; i++)
        {
            results[i] = results[i] with { Arrivals = arrivals[i].ToResult() };
        }

        string[] names = [.. stats.ScenarioStats.Select(scenario => scenario.ScenarioName)];
        results[0] = results[0] with { Phases = phases?.ToResult(names), Diagnostics = timeline?.ToResult(names) };
        return results;
    }

    private static LoadRunner Runner(LoadMeasurement measurement, IEnumerable<ScenarioProps> scenarios) =>
        LoadRunner
            .RegisterScenarios([
                .. scenarios.Select(scenario =>
                    scenario
                        .WithWarmUpDuration(measurement.Settings.WarmUp)
                        .WithMaxFailCount(int.MaxValue)
                        .WithMaxLateness(measurement.Settings.MaxLateness)
                        .WithThresholds([.. scenario.Thresholds, .. measurement.Settings.Thresholds])
                ),
            ])
            .WithShard(measurement.Settings.Shard)
            .WithProgress(measurement.Runtime is { } called ? new QueueProgress(measurement.Progress, called) : measurement.Progress);
}
