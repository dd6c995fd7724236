using System.Collections.Concurrent;
using NBomber.Contracts;
using Smg.Load.Scenarios;
using Smg.WasmPerf.NBomberHost;
using Smg.WasmPerf.Results;
using IScenarioInitContext = NBomber.Contracts.IScenarioInitContext;

namespace Smg.WasmPerf.Scenarios.Engines;

/// <summary>What scenarios need of a load engine beyond its vocabulary, on NBomber 4.1.2.</summary>
internal static class LoadEngine
{
    /// <summary>The recorder of the run that each scenario is in, by the scenario's name.</summary>
    private static readonly ConcurrentDictionary<string, ScenarioRecorder> Recorders = new();

    /// <summary>
    /// Length of a block where several sides take turns: NBomber starts copies within a second, so a block of one second would be a ramp
    /// and nothing else.
    /// </summary>
    public static TimeSpan Block { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Creates a scenario of requests that often end without waiting.</summary>
    /// <param name="name">The scenario's name in results.</param>
    /// <param name="run">One request.</param>
    public static ScenarioProps Scenario(string name, Func<IScenarioContext, ValueTask<IResponse>> run) =>
        NBomber.CSharp.Scenario.Create(
            name,
            async context =>
                MeasuredBy(context) is { } recorder
                    ? await recorder.MeasureAsync(context, run).ConfigureAwait(false)
                    : await run(context).ConfigureAwait(false)
        );

    /// <summary>Runs a part of a request that is also measured separately.</summary>
    /// <param name="name">The part's name in results.</param>
    /// <param name="context">The request.</param>
    /// <param name="run">The part.</param>
    public static async ValueTask<IResponse> Step(string name, IScenarioContext context, Func<ValueTask<IResponse>> run)
    {
        ScenarioRecorder? recorder = MeasuredBy(context);
        return await NBomber
            .CSharp.Step.Run(
                name,
                context,
                async () =>
                    (Response<object>)(
                        recorder is null
                            ? await run().ConfigureAwait(false)
                            : await recorder.MeasureStepAsync(name, run).ConfigureAwait(false)
                    )
            )
            .ConfigureAwait(false);
    }

    /// <summary>Adds a metric to the scenario's results. NBomber 4.1.2 has no custom metrics: the recorder keeps it.</summary>
    /// <param name="context">The scenario.</param>
    /// <param name="metric">The metric.</param>
    public static void RegisterMetric(this IScenarioInitContext context, Metric metric) =>
        Recorders[context.ScenarioInfo.ScenarioName].Register(metric);

    /// <summary>Runs scenarios side by side and returns their results, in order.</summary>
    /// <param name="measurement">What they are run with; what only the lab's own engine does must be off.</param>
    /// <param name="scenarios">The scenarios, with their load.</param>
    /// <param name="cancellationToken">Checked before the run; the host ends a run by ending its process.</param>
    /// <exception cref="NotSupportedException">The settings ask for what only the lab's own engine does.</exception>
    public static async Task<IReadOnlyList<LoadResult>> MeasureAsync(
        LoadMeasurement measurement,
        IEnumerable<ScenarioProps> scenarios,
        CancellationToken cancellationToken
    )
    {
        LoadSettings settings = measurement.Settings;
        if (
            settings.Thresholds.Count > 0
            || settings.Shard.Count > 1
            || settings.CommonStart is not null
            || settings.Diagnostics
            || measurement.Runtime is { Options.PhaseTimings: true }
        )
        {
            throw new NotSupportedException(
                "NBomber 4.1.2 has no thresholds, shards, common start, diagnostics or phases: leave them out, or use --engine own."
            );
        }

        cancellationToken.ThrowIfCancellationRequested();
        PlannedScenario[] planned = [.. scenarios.Select(scenario => PlannedScenario.Of(scenario, settings.WarmUp))];
        ScenarioRecorder[] recorders =
        [
            .. planned.Select(scenario => Recorders[scenario.Name] = new ScenarioRecorder(settings.RecordsArrivals)),
        ];
        using (new ProgressTimer(measurement.Progress, planned, recorders))
        {
            NBomber.Contracts.Stats.NodeStats stats = await NBomberSession
                .RunAsync([.. planned.Select(scenario => scenario.Props)])
                .ConfigureAwait(false);
            return
            [
                .. planned.Select(
                    (scenario, i) =>
                        recorders[i]
                            .ToRow(
                                scenario,
                                stats.ScenarioStats.Single(row => row.ScenarioName == scenario.Name),
                                measurement.Configuration,
                                measurement.Parameters
                            )
                ),
            ];
        }
    }

    /// <summary>The recorder of a request that counts; null in a warm-up.</summary>
    private static ScenarioRecorder? MeasuredBy(IScenarioContext context) =>
        context.ScenarioInfo.ScenarioOperation == ScenarioOperation.Bombing
        && Recorders.TryGetValue(context.ScenarioInfo.ScenarioName, out ScenarioRecorder? recorder)
            ? recorder
            : null;
}
