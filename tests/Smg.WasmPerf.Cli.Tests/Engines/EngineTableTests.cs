using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.WasmPerf.Cli.Commands.Load.Engines;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Tests.Engines;

public sealed class EngineTableTests
{
    [Fact]
    public void Each_engine_has_a_line_with_its_counts_and_how_even_its_starts_were()
    {
        LatencyHistogram times = new();
        times.Record(1);
        LoadResult own = Row(null, [100, 100, 100, 100, 3], times);
        LoadResult other = Row("NBomber 4.1.2", [50, 150, 50, 150, 3], times) with { EngineNotes = ["a difference"] };
        string[] lines = EngineTable.Render([own, other]).Split('\n');
        Assert.Matches(@"^    at 1000/s +own +403 +2 +0\.41 +983 .* 100 100 100 +0\.00$", lines[1]);
        Assert.Matches(@"^ +NBomber 4\.1\.2 +403 +2 .* 50 150 150 +25\.00$", lines[2]);
        Assert.EndsWith("    a difference.", lines[^1], StringComparison.Ordinal);
    }

    private static LoadResult Row(string? engine, int[] bins, LatencyHistogram times) =>
        new()
        {
            Scenario = "steady-state",
            Model = "open",
            Configuration = "at 1000/s",
            Engine = engine,
            WarmUpSeconds = 0,
            MeasuredSeconds = 0.41,
            OkCount = bins.Sum(),
            FailCount = 2,
            RatePerSecond = bins.Sum() / 0.41,
            ServiceTime = times.Summarise(),
            ResponseTime = times.Summarise(),
            Spectrum = [],
            FailuresByCause = new Dictionary<string, long> { ["Timeout"] = 2 },
            Parameters = new Dictionary<string, string>(),
            Arrivals = new ArrivalsResult(100, bins),
        };
}
