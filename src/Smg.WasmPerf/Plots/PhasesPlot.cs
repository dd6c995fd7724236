using System.Globalization;
using ScottPlot;
using Smg.Load.Text;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Plots;

/// <summary>Where the time of calls went: a bar for each configuration, a part of it for each phase.</summary>
internal sealed class PhasesPlot : IResultsPlot
{
    private const int MostBars = 20;
    private const int BarHeight = 40;
    private const int Surroundings = 230;
    private const int LongestLabel = 40;
    private const double LeastLabelled = 6;

    private static (string Phase, Color Color)[] Colors(PlotStyle style) =>
        [
            ("compile", style.Ink),
            ("load", style.Grey),
            ("queue", style.Orange),
            ("store", style.SkyBlue),
            ("instantiate", style.Blue),
            ("encode", style.Green),
            ("call", style.Vermillion),
            ("decode", style.Purple),
            ("drop", Color.FromHex("#B8A900")),
        ];

    /// <inheritdoc/>
    public string Name => "phases";

    /// <inheritdoc/>
    public string Title => "Where a call's time goes";

    /// <inheritdoc/>
    public string HowToRead =>
        "Each bar divides the time of all calls of a configuration among the phases of a call; its label is the mean time of one "
        + "call. A large queue means more callers than places to run; the guest runs in the phase call.";

    /// <inheritdoc/>
    public PlotImage? Draw(RunResults results, PlotStyle style)
    {
        LoadResult[] all = [.. results.Load.Where(load => Total(load) > 0)];
        LoadResult[] bars = [.. all.Take(MostBars)];
        if (bars.Length == 0)
        {
            return null;
        }

        Plot plot = style.NewPlot(
            Title,
            Subtitle.Of(results, bars.Length < all.Length ? $"{bars.Length} of {all.Length} configurations" : ""),
            "share of the time of all calls (%)",
            ""
        );
        foreach ((string phase, Color color) in Colors(style))
        {
            AddParts(plot, style, bars, phase, color);
        }

        for (int i = 0; i < bars.Length; i++)
        {
            style.Add(plot, new PlotNote($" {Quantity.Time(MeanUs(bars[i]))}", 100, -i, Alignment.MiddleLeft));
        }

        plot.Axes.SetLimits(0, style.IsNarrow ? 125 : 115, -bars.Length + 0.4, 0.6);
        style.NameRows(plot, [.. bars.Select(Label)]);
        plot.Axes.Bottom.SetTicks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100"]);
        PlotStyle.LegendBelow(plot);
        return new PlotImage(
            plot,
            $"Bars of the phases of a call: {string.Join("; ", bars.Select(Alt))}.",
            Math.Max(PlotStyle.Height / 2, Surroundings + (bars.Length * (style.IsNarrow ? 2 : 1) * BarHeight))
        );
    }

    private static void AddParts(Plot plot, PlotStyle style, LoadResult[] loads, string phase, Color color)
    {
        List<Bar> parts = [];
        ScottPlot.Plottables.BarPlot bars = plot.Add.Bars(parts);
        bars.LegendText = phase;
        for (int i = 0; i < loads.Length; i++)
        {
            double from = Colors(style).TakeWhile(one => one.Phase != phase).Sum(one => Share(loads[i], one.Phase));
            double share = Share(loads[i], phase);
            if (share > 0)
            {
                parts.Add(
                    new Bar
                    {
                        Position = -i,
                        ValueBase = from,
                        Value = from + share,
                        Size = style.IsNarrow ? 0.3 : 0.7,
                        FillColor = color,
                        LineWidth = 0,
                        Orientation = Orientation.Horizontal,
                    }
                );
            }

            if (share >= LeastLabelled)
            {
                string percent = share.ToString("F0", CultureInfo.InvariantCulture);
                style.Add(plot, new PlotNote(percent, from + (share / 2), -i, Alignment.MiddleCenter) { Color = ScottPlot.Colors.White });
            }
        }

        if (parts.Count == 0)
        {
            plot.Remove(bars);
        }
    }

    private static double Total(LoadResult load) =>
        load.Phases?.Phases.Where(phase => double.IsFinite(phase.TotalUs)).Sum(phase => phase.TotalUs) ?? 0;

    /// <summary>A phase's part of a row's time, in percent.</summary>
    private static double Share(LoadResult load, string phase) =>
        100 * load.Phases!.Phases.Where(one => one.Name == phase && double.IsFinite(one.TotalUs)).Sum(one => one.TotalUs) / Total(load);

    /// <summary>The time of all phases of one call, in the mean. Every call is encoded once.</summary>
    private static double MeanUs(LoadResult load) =>
        Total(load) / load.Phases!.Phases.Where(phase => phase.Name == "encode").Sum(phase => phase.Count);

    private static string Label(LoadResult load) => $"{load.Scenario} {load.Configuration}".Shortened(LongestLabel);

    private static string Alt(LoadResult load)
    {
        IEnumerable<string> largest = Colors(PlotStyle.Light)
            .Select(one => (one.Phase, Share: Share(load, one.Phase)))
            .OrderByDescending(one => one.Share)
            .Take(3)
            .Select(one => FormattableString.Invariant($"{one.Phase} {one.Share:F0} %"));
        return $"{load.Scenario} {load.Configuration} {string.Join(", ", largest)}";
    }
}
