using System.Runtime;
using NBomber.Contracts.Stats;

namespace Smg.WasmPerf.NBomberHost;

/// <summary>One run of NBomber that leaves nothing behind: no log, no report, no setting of the process.</summary>
internal static class NBomberSession
{
    /// <summary>The engine's name in results.</summary>
    public const string EngineName = "NBomber 4.1.2";

    /// <summary>Runs scenarios side by side. NBomber blocks its caller: it gets a thread, and leaves the pool's to the requests.</summary>
    /// <param name="scenarios">The scenarios.</param>
    public static Task<NodeStats> RunAsync(ScenarioProps[] scenarios) =>
        Task.Factory.StartNew(() => Run(scenarios), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static NodeStats Run(ScenarioProps[] scenarios)
    {
        // NBomber deletes its report folder before a run, keeps its log in it, and sets the collector's latency mode for good.
        string folder = Directory.CreateTempSubdirectory("smg-nbomber-").FullName;
        GCLatencyMode mode = GCSettings.LatencyMode;
        try
        {
            return NBomberRunner
                .RegisterScenarios(scenarios)
                .WithTestSuite("smg-wasmperf")
                .WithTestName(scenarios[0].ScenarioName)
                .WithReportFolder(Path.Combine(folder, "session"))
                .WithoutReports()
                .Run();
        }
        finally
        {
            GCSettings.LatencyMode = mode;
            Directory.Delete(folder, recursive: true);
        }
    }
}
