using System.Runtime;
using NBomber.Contracts.Stats;

namespace Smg.WasmPerf.NBomberHost;

/// <summary>One run of NBomber that leaves nothing behind: no log, no report, no setting of the process.</summary>
internal static class NBomberSession
{
    /// <summary>The engine's name in results.</summary>
    public const string EngineName = "NBomber 4.1.2";

    /// <summary>Runs scenarios side by side.</summary>
    /// <param name="scenarios">The scenarios.</param>
    public static NodeStats Run(ScenarioProps[] scenarios)
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
