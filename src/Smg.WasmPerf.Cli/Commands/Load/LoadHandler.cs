using System.Globalization;
using Smg.Load.Scenarios;
using Smg.Load.Text;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Load.Engines;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Catalogue;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Cli.Commands.Load;

/// <summary>Runs the load scenarios.</summary>
internal static class LoadHandler
{
    private static readonly TimeSpan LookDuration = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ThoroughDuration = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<LoadScenario> Select(RunPlan plan) =>
        [
            .. LoadCatalogue.All.Where(scenario =>
                NameFilter.Matches(plan.Filter, scenario.Name) && (plan.ModulePath is null || scenario.TakesModule)
            ),
        ];

    public static async Task RunAsync(
        RunPlan plan,
        ILoadEngine engine,
        RunConsole console,
        Action<IReadOnlyList<LoadResult>> keep,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<LoadScenario> scenarios = Select(plan);
        LoadSettings settings = plan.ToLoadSettings(plan.Thorough ? ThoroughDuration : LookDuration);
        if (plan.Thresholds.Count > 0)
        {
            console.Line($"limits  {string.Join(", ", plan.Thresholds.Select(threshold => threshold.Name))}");
        }

        if (plan.StartAt is { } start)
        {
            console.Line($"start  waits until {start.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}, the common start of all shards");
        }

        LoadProgressView progress = new(console);
        for (int i = 0; i < scenarios.Count; i++)
        {
            console.Line($"load {i + 1}/{scenarios.Count}  {scenarios[i].Name}: {scenarios[i].Description}");
            progress.Begin($"load {i + 1}/{scenarios.Count}  {scenarios[i].Name}");
            using LoadTrace? trace = plan.Trace ? new LoadTrace(plan.OutFolder, scenarios[i].Name) : null;
            IReadOnlyList<LoadResult> rows = await engine
                .RunAsync(scenarios[i], settings, progress, cancellationToken)
                .ConfigureAwait(false);
            keep(rows);
            trace?.Finish(console);
            foreach (LoadResult result in rows)
            {
                console.Line(Describe(result));
            }

            if (plan.Engine == LoadEngineKind.Both)
            {
                console.Line(EngineTable.Render(rows));
            }

            if (plan.Diagnostics && rows.All(row => row.Diagnostics is null))
            {
                console.Line("    no time line: the sides of this scenario take turns in blocks shorter than a second");
            }
        }
    }

    /// <summary>A row in one line.</summary>
    public static string Describe(LoadResult result)
    {
        string failures =
            result.FailCount == 0
                ? ""
                : ", failed " + string.Join(", ", result.FailuresByCause.Select(cause => $"{cause.Value} {cause.Key}"));
        string limited = result.GeneratorLimited
            ? $", generator-limited: {result.GeneratorLimitedReason}, so this row is not a result. The machine was too busy"
            : "";
        string broken =
            result.BrokenThreshold is { } limit ? $", THRESHOLD BROKEN {limit}"
            : result.UndecidedThreshold is { } undecided
                ? $". UNDECIDED {undecided}: neither met nor broken. Rerun on a quieter machine, lower --rate or allow --max-lateness"
            : "";
        string latency =
            result.OkCount == 0 ? "" : $", p50 {Quantity.Time(result.ResponseTime.P50Us)}, p99 {Quantity.Time(result.ResponseTime.P99Us)}";
        string estimates = string.Concat(
            (result.Metrics ?? [])
                .Where(metric => metric.Kind == MetricKind.Estimate)
                .Select(metric =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $", {metric.Name} {metric.Value:F2}{metric.Unit} [{metric.Min:F2}, {metric.Max:F2}]"
                    )
                )
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"    {result.Configuration}: {Quantity.Rate(result.RatePerSecond)}{latency}{estimates}{failures}{limited}{broken}"
        );
    }
}
