using System.Text.Json.Nodes;
using SkiaSharp;
using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Tuning;

public sealed class TuneReportTests : IDisposable
{
    private static readonly RunResults Tuned = SampleResults.Empty with
    {
        Tuning = TuneSamples.Result,
        Comparisons = [SampleResults.Comparison],
    };

    private static readonly RunResults Found = SampleResults.Empty with
    {
        FindMax = TuneSamples.FindMax,
        Load =
        [
            .. TuneSamples.FindMax.Levels.Select(level =>
                SampleResults.Load("find-max", "open", $"rate={level.Rate} {level.Purpose}", level.Rate, level.P99Us / 4, 1) with
                {
                    GeneratorLimited = level.Verdict == "GeneratorLimited",
                }
            ),
        ],
    };

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smg-tune-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_results_fit_their_schema_and_come_back()
    {
        foreach (RunResults results in new[] { Tuned, Found })
        {
            string json = ResultsFile.ToJson(results);
            SchemaWalk walk = new(ResultsSchema.ReadText());
            walk.Check(JsonNode.Parse(json));

            Assert.Empty(walk.Errors);
            Assert.Contains(results.Tuning is null ? "findMaxLevel" : "tuneCandidate", walk.Visited);
            Assert.Equivalent(results, ResultsFile.FromJson(json, "text"), strict: true);
        }

        Assert.DoesNotContain("tuning", ResultsFile.ToJson(SampleResults.Empty), StringComparison.Ordinal);
        Assert.DoesNotContain("findMax", ResultsFile.ToJson(SampleResults.Empty), StringComparison.Ordinal);
    }

    [Fact]
    public void The_plot_of_a_tuning_names_its_winner()
    {
        PlotFile file = PlotSet.Write(Tuned, _directory.FullName)[0];

        Assert.Equal("plots/tune.png", file.RelativePath);
        Assert.Contains(
            "1.28x of MemoryKeepResidentBytes=262144, PoolSize=32; winner: MemoryKeepResidentBytes=262144, PoolSize=32",
            file.AltText,
            StringComparison.Ordinal
        );
        CheckPicture(file);
    }

    [Fact]
    public void A_search_without_a_proven_winner_crowns_none()
    {
        using PlotImage image = new TunePlot().Draw(Tuned with { Tuning = Tuned.Tuning! with { Recommended = [] } }, PlotStyle.Light)!;

        Assert.DoesNotContain("; winner", image.AltText, StringComparison.Ordinal);
        Assert.Contains(
            "no proven winner, keep the default; best of the search: MemoryKeepResidentBytes=262144, PoolSize=32",
            image.AltText,
            StringComparison.Ordinal
        );
        Assert.NotEmpty(image.ToPng());
    }

    [Fact]
    public void Rates_that_were_not_swept_have_no_plot_of_rates()
    {
        LoadResult Part(string guest, double target) =>
            SampleResults.Load("mixed-modules", "open", $"guest={guest}", target, 100, 1) with
            {
                Parameters = new Dictionary<string, string> { ["guest"] = "auth+logging+body-rewrite", ["rate"] = "1000" },
            };
        LoadResult Swept(double rate) =>
            Part("auth", rate) with
            {
                Parameters = new Dictionary<string, string> { ["guest"] = "auth", ["rate"] = $"{rate}" },
            };
        LoadResult OfGuest(string guest, double rate) =>
            Swept(rate) with
            {
                Parameters = new Dictionary<string, string> { ["guest"] = guest, ["rate"] = $"{rate}" },
            };
        PlotImage? Drawn(params LoadResult[] rows) =>
            new LatencyByRatePlot().Draw(SampleResults.Empty with { Load = rows }, PlotStyle.Light);

        Assert.Null(Drawn(Part("auth", 500), Part("logging", 300), Part("body-rewrite", 200)));
        Assert.Null(Drawn(OfGuest("a", 500), OfGuest("b", 1_000), OfGuest("c", 2_000)));
        using PlotImage? sweep = Drawn(Swept(500), Swept(1_000), Swept(2_000));
        Assert.NotNull(sweep);
    }

    [Fact]
    public void The_plot_of_rates_marks_the_maximum_of_a_search_and_the_knee_of_any_scenario()
    {
        PlotFile found = PlotSet.Write(Found, _directory.FullName).Single(file => file.RelativePath == "plots/latency-by-rate.png");
        CheckPicture(found);
        Assert.Contains("find-max at 5 rates: maximum 5,600/s", found.AltText, StringComparison.Ordinal);

        PlotFile knee = PlotSet
            .Write(Found with { FindMax = null }, _directory.FullName)
            .Single(file => file.RelativePath == "plots/latency-by-rate.png");
        Assert.Contains("knee at 5,600/s", knee.AltText, StringComparison.Ordinal);

        PlotFile limited = PlotSet
            .Write(Found with { FindMax = TuneSamples.FindMax with { Verdict = "GeneratorLimited" } }, _directory.FullName)
            .Single(file => file.RelativePath == "plots/latency-by-rate.png");
        Assert.Contains("at least 5,600/s", limited.AltText, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rates_and_odd_values_have_no_plot_of_rates()
    {
        RunResults two = Found with { Load = [.. Found.Load.Take(2)] };
        RunResults odd = Found with
        {
            Load = [.. Found.Load.Select(row => row with { ResponseTime = row.ResponseTime with { P99Us = double.NaN } })],
        };

        Assert.DoesNotContain(
            PlotSet.Write(two, _directory.FullName),
            file => file.RelativePath.Contains("rate", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            PlotSet.Write(odd, _directory.FullName),
            file => file.RelativePath.Contains("by-rate", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_straight_line_has_no_knee_and_a_bent_one_has_it_at_its_bend()
    {
        Assert.Null(LatencyByRatePlot.Knee([new(1, 1), new(2, 2), new(3, 3)]));
        Assert.Equal(100, LatencyByRatePlot.Knee([new(0, 1), new(1, 1), new(2, 1.1), new(3, 4)])!.Value, 1e-9);
    }

    [Fact]
    public void The_page_says_what_is_recommended_and_shows_all_evidence()
    {
        string text = MarkdownPage.Render(ReportPages.Of(Tuned, []));

        foreach (
            string part in new[]
            {
                "The winner is better than the default by the whole interval.",
                "Deploy `MemoryKeepResidentBytes=262144`, `PoolSize=32`. ",
                "| ✘ slower | auth, OnRequest | 3.200 | [3.100, 3.400] | 0.313x |",
                "| sweep | `MemoryKeepResidentBytes=262144` | 1.21x | [1.18, 1.24] |",
                "| no address space |",
                SampleResults.Environment.Command,
            }
        )
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        RunResults untuned = Tuned with { Tuning = Tuned.Tuning! with { Recommended = [] } };
        string kept = MarkdownPage.Render(ReportPages.Of(untuned, []));
        Assert.Contains("Keep the default: no candidate was provably better.", kept, StringComparison.Ordinal);
        Assert.Contains("`recommended.json` is empty", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("Deploy ", kept, StringComparison.Ordinal);
    }

    [Fact]
    public void An_undecided_winner_is_not_recommended_and_the_page_says_by_how_much_it_misses()
    {
        ComparisonResult final = SampleResults.Comparison with
        {
            AOptions = [],
            BOptions = TuneSamples.Result.Winner,
            Ratio = 1 / 0.84,
            Low = 1 / 1.09,
            High = 1 / 0.581,
            Verdict = ComparisonVerdict.Undecided,
        };
        string text = MarkdownPage.Render(
            ReportPages.Of(Tuned with { Tuning = Tuned.Tuning! with { Recommended = [] }, Comparisons = [final] }, [])
        );

        Assert.Contains(
            "Undecided: the winner is 16 % worse in the median, but the interval includes \"no difference\"",
            text,
            StringComparison.Ordinal
        );
    }

    private void CheckPicture(PlotFile file)
    {
        using SKBitmap picture = SKBitmap.Decode(Path.Combine(_directory.FullName, file.RelativePath));
        int coloured = 0;
        for (int y = 60; y < picture.Height; y++)
        {
            Assert.True(picture.GetPixel(997, y).Red > 160, $"{file.RelativePath} is cut at its right edge");
            for (int x = 0; x < picture.Width; x++)
            {
                SKColor color = picture.GetPixel(x, y);
                coloured +=
                    Math.Max(color.Red, Math.Max(color.Green, color.Blue)) - Math.Min(color.Red, Math.Min(color.Green, color.Blue)) > 60
                        ? 1
                        : 0;
            }
        }

        Assert.InRange(coloured, 300, 100_000);
    }
}
