using ScottPlot;
using SkiaSharp;
using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;
using PlotStyle = Smg.WasmPerf.Plots.PlotStyle;

namespace Smg.WasmPerf.Tests.Plots;

public sealed class PlotSetTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smg-plots-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_full_run_has_every_plot_with_words_in_its_heading_and_colour_in_its_data()
    {
        IReadOnlyList<PlotFile> files = PlotSet.Write(SampleResults.Full, _directory.FullName);

        Assert.Equal(
            [
                "plots/gates.png",
                "plots/pooled-vs-standard.png",
                "plots/cached-vs-uncached.png",
                "plots/throughput-by-workers.png",
                "plots/latency-by-percentile.png",
                "plots/comparisons.png",
            ],
            files.Select(file => file.RelativePath)
        );
        foreach (PlotFile file in files)
        {
            using SKBitmap picture = SKBitmap.Decode(Path.Combine(_directory.FullName, file.RelativePath));
            Assert.Equal(1000, picture.Width);
            Assert.InRange(picture.Height, 520, 700);

            // Title, subtitle and what lies around them.
            Assert.InRange(Inked(picture, new SKRectI(20, 8, 980, 40)), 800, 12_000);
            Assert.InRange(Inked(picture, new SKRectI(20, 42, 980, 62)), 800, 8_000);
            Assert.Equal(0, Inked(picture, new SKRectI(0, 0, 1000, 6)));
            Assert.Equal(0, Inked(picture, new SKRectI(0, 0, 8, picture.Height)));
            Assert.Equal(0, Inked(picture, new SKRectI(994, 0, 1000, picture.Height)));
            Assert.True(Count(picture, new SKRectI(100, 80, 980, 420), c => c.Saturation() > 60) > 300, file.RelativePath);
        }
    }

    [Fact]
    public void Text_is_drawn_in_the_embedded_font_whatever_is_installed()
    {
        EmbeddedFontResolver.Register();
        SKTypeface regular = Fonts.GetTypeface(Fonts.Default, bold: false, italic: false);
        SKTypeface bold = Fonts.GetTypeface(Fonts.Default, bold: true, italic: false);

        Assert.Equal((EmbeddedFontResolver.Family, false), (regular.FamilyName, regular.IsBold));
        Assert.Equal((EmbeddedFontResolver.Family, true), (bold.FamilyName, bold.IsBold));
        Assert.True(regular.ContainsGlyphs("µ×÷≥≤·…\u00A0"));

        // The installed font would do as well here; that the resolver comes first says that it is not asked.
        Assert.IsType<EmbeddedFontResolver>(Fonts.FontResolvers[0]);
        EmbeddedFontResolver.Register();
        Assert.Single(Fonts.FontResolvers, resolver => resolver is EmbeddedFontResolver);
    }

    [Fact]
    public void A_run_without_data_has_no_plots() => Assert.Empty(PlotSet.Write(SampleResults.Empty, _directory.FullName));

    [Fact]
    public void A_plot_of_an_earlier_run_does_not_outlive_its_data()
    {
        PlotSet.Write(SampleResults.Full, _directory.FullName);
        PlotSet.Write(SampleResults.Full with { Load = [], Benchmarks = [], Comparisons = null }, _directory.FullName);

        Assert.Equal(["gates.png"], Directory.GetFiles(Path.Combine(_directory.FullName, "plots")).Select(Path.GetFileName));
    }

    [Fact]
    public void Values_that_are_no_numbers_are_left_out_and_stop_nothing()
    {
        RunResults odd = SampleResults.Full with
        {
            Gates =
            [
                SampleResults.Gate("nan", double.NaN, double.NaN, double.NaN, 5, GateDirection.AtLeast, GateVerdict.Undecided),
                SampleResults.Gate("no_threshold", 1, 0, double.PositiveInfinity, 0, GateDirection.AtMost, GateVerdict.Failed),
                SampleResults.Gate("open_ended", 2, 0, double.PositiveInfinity, 1, GateDirection.AtLeast, GateVerdict.Undecided),
                SampleResults.Gate("nothing", 0, 0, 0, 1, GateDirection.AtMost, GateVerdict.Passed),
            ],
            Benchmarks =
            [
                .. SampleResults.Full.Benchmarks.Select(
                    (b, i) => i % 2 == 0 ? b with { MeanNs = double.NaN } : b with { ErrorNs = double.NaN }
                ),
            ],
            Load =
            [
                .. SampleResults.Full.Load.Select(
                    (load, i) =>
                        i % 2 == 0
                            ? load with
                            {
                                RatePerSecond = double.NaN,
                                Spectrum = [],
                            }
                            : load with
                            {
                                Spectrum = [new(0, 0), new(50, double.NaN), new(90, 10), new(99, 30), new(100, double.PositiveInfinity)],
                            }
                ),
            ],
            Comparisons =
            [
                SampleResults.Full.Comparisons![0] with
                {
                    Ratio = double.NaN,
                    Low = double.NaN,
                    High = double.NaN,
                },
                SampleResults.Full.Comparisons[0] with
                {
                    Low = 0,
                    High = double.PositiveInfinity,
                    NoiseFloorPercent = double.NaN,
                },
            ],
        };

        IReadOnlyList<PlotFile> files = PlotSet.Write(odd, _directory.FullName);

        Assert.Equal(6, files.Count);
        Assert.Contains("nan n/a [n/a, n/a] needs ≥ 5x", files[0].AltText, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_one_part_only_give_its_plots_only()
    {
        RunResults other = SampleResults.Full with
        {
            Gates = [],
            Load = [],
            Comparisons = null,
            Benchmarks =
            [
                SampleResults.Benchmark("AnotherSuite", "Method", 5, 5),
                SampleResults.Benchmark("AllocationStrategy", "NoParameter", 5, 5),
            ],
        };

        Assert.Empty(PlotSet.Write(other, _directory.FullName));
    }

    [Fact]
    public void Alternative_texts_say_the_values()
    {
        string[] texts = [.. PlotSet.Write(SampleResults.Full, _directory.FullName).Select(file => file.AltText)];

        Assert.Contains("pooling_speedup 11.7x [11.2, 12.1] needs ≥ 3x, passed", texts[0], StringComparison.Ordinal);
        Assert.Contains("Instantiate 12.2× faster", texts[1], StringComparison.Ordinal);
        Assert.Contains("Digest key lookup 118 ns  (413,000× less)", texts[2], StringComparison.Ordinal);
        Assert.Contains("engine: shared reaches 36,200 a second at 8 workers", texts[3], StringComparison.Ordinal);
        Assert.Contains("cold-start callers=4 median 14.5 ms", texts[4], StringComparison.Ordinal);
        Assert.Contains(
            "auth, OnRequest 3.200 [3.100, 3.400], B is slower (A: Pooling=true; B: Pooling=false, InstanceUses=1)",
            texts[5],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Right_is_good_for_every_gate_and_a_skipped_one_says_why()
    {
        RunResults results = SampleResults.Empty with
        {
            Gates =
            [
                SampleResults.Gate("at_most_passed", 50, 49, 51, 100, GateDirection.AtMost, GateVerdict.Passed),
                SampleResults.Gate("at_most_failed", 200, 190, 210, 100, GateDirection.AtMost, GateVerdict.Failed),
                SampleResults.Gate("unmeasurable", double.NaN, double.NaN, double.NaN, 2, GateDirection.AtLeast, GateVerdict.Skipped) with
                {
                    Reason = "needs 4 processors.",
                },
            ],
        };
        using PlotImage image = new GatesPlot().Draw(results, PlotStyle.Light)!;
        Dictionary<string, double> places = image
            .Plot.GetPlottables()
            .OfType<ScottPlot.Plottables.Marker>()
            .ToDictionary(marker => marker.LegendText, marker => marker.X);

        Assert.Equal(Math.Log10(2), places["passed"], 1e-9);
        Assert.Equal(-Math.Log10(2), places["failed"], 1e-9);
        Assert.Contains("unmeasurable needs ≥ 2x, skipped: needs 4 processors", image.AltText, StringComparison.Ordinal);
        Assert.True(
            image.AltText.IndexOf("at_most_failed", StringComparison.Ordinal)
                < image.AltText.IndexOf("at_most_passed", StringComparison.Ordinal)
        );
        Assert.Contains(
            image.Plot.GetPlottables().OfType<ScottPlot.Plottables.Text>(),
            note => note.LabelText == "skipped: needs 4 processors."
        );
    }

    [Fact]
    public void What_compiles_has_another_colour_than_what_finds_and_neither_that_of_pooled_or_standard()
    {
        RunResults results = SampleResults.Empty with
        {
            Benchmarks =
            [
                .. SampleResults.Full.Benchmarks,
                SampleResults.Benchmark("ComponentCaching", "ColdCompileGuarded", 49_000_000, 5_400),
            ],
        };
        using PlotImage image = new CachedVersusUncachedPlot().Draw(results, PlotStyle.Light)!;
        ScottPlot.Plottables.BarPlot[] bars = [.. image.Plot.GetPlottables().OfType<ScottPlot.Plottables.BarPlot>()];

        Assert.Equal(("compiles the component", 3), (bars[0].LegendText, bars[0].Bars.Count));
        Assert.Equal(("finds it in the cache", 3), (bars[1].LegendText, bars[1].Bars.Count));
        Assert.Equal(
            4,
            new[] { bars[0].Bars[0].FillColor, bars[1].Bars[0].FillColor, PlotStyle.Light.Blue, PlotStyle.Light.Orange }.Distinct().Count()
        );
    }

    [Fact]
    public void An_interrupted_run_says_so_in_every_plot()
    {
        Assert.StartsWith(
            "interrupted run",
            Subtitle.Of(SampleResults.Full with { Interrupted = true }).Replace('\u00A0', ' '),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("interrupted", Subtitle.Of(SampleResults.Full), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_plot_has_a_picture_for_narrow_pages()
    {
        Assert.All(
            PlotSet.Write(SampleResults.Full, _directory.FullName),
            file =>
            {
                using SKBitmap light = SKBitmap.Decode(file.NarrowPng.Span);
                using SKBitmap dark = SKBitmap.Decode(file.NarrowDarkPng.Span);
                Assert.Equal((PlotStyle.NarrowWidth, PlotStyle.NarrowWidth), (light.Width, dark.Width));
                Assert.Equal(0, Inked(light, new SKRectI(light.Width - 4, 0, light.Width, light.Height)));
                Assert.True(Inked(dark, new SKRectI(0, 0, 8, 8)) > 60, file.Title);
            }
        );
    }

    private static int Inked(SKBitmap picture, SKRectI region) => Count(picture, region, color => color.Red < 160);

    private static int Count(SKBitmap picture, SKRectI region, Func<SKColor, bool> counts)
    {
        int count = 0;
        for (int y = region.Top; y < region.Bottom; y++)
        {
            for (int x = region.Left; x < region.Right; x++)
            {
                count += counts(picture.GetPixel(x, y)) ? 1 : 0;
            }
        }

        return count;
    }
}
