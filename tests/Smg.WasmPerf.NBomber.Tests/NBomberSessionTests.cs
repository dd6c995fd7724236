using System.Runtime;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using NBomber.CSharp;

namespace Smg.WasmPerf.NBomberHost.Tests;

[Collection(nameof(HostTests))]
public sealed class NBomberSessionTests
{
    [Fact]
    public async Task A_session_restores_the_latency_mode_and_leaves_no_file()
    {
        string folder = Environment.CurrentDirectory;
        string[] before = Directory.GetFileSystemEntries(folder);
        GCLatencyMode mode = GCSettings.LatencyMode;
        Assert.NotEqual(GCLatencyMode.SustainedLowLatency, mode);
        GCLatencyMode during = mode;
        ScenarioProps scenario = Scenario.Create(
            "a",
            _ =>
            {
                during = GCSettings.LatencyMode;
                return Task.FromResult<IResponse>(Response.Ok());
            }
        );
        NodeStats stats = await NBomberSession.RunAsync([
            scenario.WithoutWarmUp().WithLoadSimulations(Simulation.Inject(10, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))),
        ]);
        Assert.Equal(10, stats.AllOkCount);
        Assert.Equal((GCLatencyMode.SustainedLowLatency, mode), (during, GCSettings.LatencyMode));
        Assert.Equal(before, Directory.GetFileSystemEntries(folder));
    }
}
