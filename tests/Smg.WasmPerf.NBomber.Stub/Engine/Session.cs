using System.Globalization;
using System.Runtime;
using NBomber.Contracts;
using NBomber.Contracts.Stats;

namespace NBomber.Engine;

/// <summary>
/// A run, with the package's side effects: a report folder that is emptied, a log in it, text on the console, and a latency mode that
/// stays.
/// </summary>
internal static class Session
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public static NodeStats Run(NBomberContext context)
    {
        Validate(context.Scenarios);
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        string folder = context.ReportFolder ?? Path.Combine("reports", Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, $"nbomber-log-{DateTime.Now.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}.txt"),
            "started\n"
        );
        Console.WriteLine("real-time stats table");
        NodeStats stats = RunAsync(context.Scenarios).GetAwaiter().GetResult();
        foreach (ScenarioStats row in stats.ScenarioStats)
        {
            Console.WriteLine(FormattableString.Invariant($"{row.ScenarioName}: {row.AllOkCount} ok, {row.AllFailCount} failed"));
        }

        if (context.HasReports)
        {
            File.WriteAllText(Path.Combine(folder, "nbomber_report.txt"), "done\n");
        }

        return stats;
    }

    private static async Task<NodeStats> RunAsync(IReadOnlyList<ScenarioProps> scenarios)
    {
        foreach (ScenarioProps scenario in scenarios.Where(scenario => scenario.Init is not null))
        {
            await scenario.Init!(ContextOf(scenario, ScenarioOperation.Init)).ConfigureAwait(false);
        }

        await Task.WhenAll(scenarios.Where(scenario => scenario.WarmUp is not null).Select(WarmUpAsync)).ConfigureAwait(false);
        using CancellationTokenSource stop = new();
        ScenarioLoad[] loads = [.. scenarios.Select(scenario => new ScenarioLoad(scenario, ScenarioOperation.Bombing, stop))];
        await Task.WhenAll(loads.Select(load => load.RunAsync())).ConfigureAwait(false);
        foreach (ScenarioProps scenario in scenarios.Where(scenario => scenario.Clean is not null))
        {
            await scenario.Clean!(ContextOf(scenario, ScenarioOperation.Clean)).ConfigureAwait(false);
        }

        ScenarioStats[] rows = [.. scenarios.Zip(loads, (scenario, load) => load.Counts.ToStats(scenario.ScenarioName, scenario.Planned))];
        return new NodeStats
        {
            ScenarioStats = rows,
            AllOkCount = rows.Sum(row => row.AllOkCount),
            AllFailCount = rows.Sum(row => row.AllFailCount),
            AllRequestCount = rows.Sum(row => row.AllRequestCount),
            Duration = rows.Max(row => row.Duration),
        };
    }

    private static async Task WarmUpAsync(ScenarioProps scenario)
    {
        using CancellationTokenSource stop = new(scenario.WarmUp!.Value);
        await new ScenarioLoad(scenario, ScenarioOperation.WarmUp, stop).RunAsync().ConfigureAwait(false);
    }

    private static InitContext ContextOf(ScenarioProps scenario, ScenarioOperation operation) =>
        new(new ScenarioInfo(scenario.ScenarioName, 0, scenario.Planned, operation));

    private static void Validate(IReadOnlyList<ScenarioProps> scenarios)
    {
        foreach (ScenarioProps scenario in scenarios)
        {
            if (scenario.LoadSimulations.Any(simulation => simulation.Length < Shortest || simulation.Every > simulation.Length))
            {
                throw new ArgumentException(
                    $"A simulation of scenario '{scenario.ScenarioName}' is shorter than a second or than its interval."
                );
            }

            if (scenario.WarmUp > scenario.Planned)
            {
                throw new ArgumentException($"The warm-up of scenario '{scenario.ScenarioName}' is longer than its load.");
            }
        }

        if (scenarios.Select(scenario => scenario.ScenarioName).Distinct().Count() < scenarios.Count)
        {
            throw new ArgumentException("Two scenarios have one name.");
        }
    }
}
