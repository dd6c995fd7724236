using System.Text.Json;
using Smg.Load.Running;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios.Catalogue;

namespace Smg.WasmPerf.NBomberHost.Tests;

/// <summary>
/// Runs one scenario in the host for a second and demands what holds for each scenario. It counts and times nothing, and mostly waits, so
/// several of them may run at once.
/// </summary>
internal static class ScenarioRun
{
    /// <summary>Parts that all scenarios are tried in.</summary>
    private const int Parts = 4;

    /// <summary>The names of the scenarios of a part. Those through a gateway, which take longer, are spread over the parts.</summary>
    public static TheoryData<string> Names(int part) =>
        [
            .. LoadCatalogue
                .All.Select(scenario => scenario.Name)
                .OrderBy(name => name.StartsWith("http-", StringComparison.Ordinal))
                .Where((_, i) => i % Parts == part),
        ];

    public static async Task LeavesOnlyItsResultsAsync(string name)
    {
        using HostProcess host = new(name, TimeSpan.FromSeconds(1), rate: 100);
        (IReadOnlyList<LoadResult> rows, IReadOnlyList<string> lines) = await host.RunAsync();
        Assert.NotEmpty(rows);
        Assert.Contains(rows, row => row.OkCount > 0);
        Assert.All(
            rows,
            row =>
            {
                Assert.Equal(name, row.Scenario);
                Assert.Equal("NBomber 4.1.2", row.Engine);
                Assert.EndsWith("engine=NBomber 4.1.2", row.Configuration, StringComparison.Ordinal);
                Assert.True(row.OkCount + row.FailCount > 0, row.Configuration);
                Assert.DoesNotContain(row.EngineNotes!, note => note.StartsWith("NBomber counted", StringComparison.Ordinal));
                Assert.Equal(row.OkCount, row.ServiceTimeHistogram!.Count);
                Assert.Equal(row.FailCount, row.FailuresByCause.Values.Sum());
            }
        );
        Assert.Equal(rows.Count, rows.Select(row => row.Configuration).Distinct().Count());
        Assert.Equal(["job.json", "results.json"], host.Files.Order());
        Assert.All(lines, line => Assert.NotNull(JsonSerializer.Deserialize<LoadProgress>(line)));
    }
}
