using System.Globalization;
using ScottPlot;
using Smg.Load.Text;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Plots;

/// <summary>What each candidate of a search for options gained over the default.</summary>
internal sealed class TunePlot : IResultsPlot
{
    private const int RowHeight = 24;
    private const int HeadHeight = 190;
    private const int MostCombinations = 10;
    private const int LongestLabel = 42;
    private const int MostDifferences = 2;

    /// <summary>The part of the range that is left free to the right, for the values.</summary>
    private const double RoomForValues = 0.15;

    private static (string Stage, string Name, Color Color, MarkerShape Shape)[] Stages(PlotStyle style) =>
        [
            ("Control", "default against itself", style.Grey, MarkerShape.FilledDiamond),
            ("Sweep", "one option changed", style.Blue, MarkerShape.FilledCircle),
            ("Halving", "combination", style.Orange, MarkerShape.FilledSquare),
            ("Refine", "neighbour of the best", style.Green, MarkerShape.FilledTriangleUp),
        ];

    /// <inheritdoc/>
    public string Name => "tune";

    /// <inheritdoc/>
    public string Title => "Tuning: gain over the default";

    /// <inheritdoc/>
    public string HowToRead =>
        "Each row is a candidate, measured interleaved with the default: right of the line at 1 it is better, left of it worse. "
        + "Combinations show their last measurement, which is the longest. A gain here is not proven yet: only a candidate that "
        + "also beat the default in the final comparison is called the winner.";

    /// <inheritdoc/>
    public PlotImage? Draw(RunResults results, PlotStyle style)
    {
        if (results.Tuning is not { } tuning || Rows(tuning) is not { Count: > 0 } rows)
        {
            return null;
        }

        string best = tuning.Winner.Count == 0 ? "the default" : string.Join(", ", tuning.Winner);
        string crown =
            tuning.Winner.Count == 0 || IsProven(tuning)
                ? $"winner: {best}"
                : $"no proven winner, keep the default; best of the search: {best}";
        Plot plot = style.NewPlot(
            Title,
            $"{crown} · " + Subtitle.Of(results, $"guest {tuning.Guest}, goal {tuning.Goal}"),
            "times as good as the default (log scale)",
            ""
        );
        double[] ends = [1, .. rows.SelectMany(row => new[] { row.Low, row.High }).Where(value => value > 0 && double.IsFinite(value))];
        (double low, double high) = (ends.Min() / 1.15, ends.Max() * Math.Pow(Math.Max(1.2, ends.Max() / ends.Min()), RoomForValues));
        plot.Add.VerticalLine(0, 2, style.Ink, LinePattern.Dashed).LegendText = "default";
        HashSet<string> named = [];
        for (int i = 0; i < rows.Count; i++)
        {
            AddRow(plot, style, rows[i], -i, named.Add(rows[i].Stage));
        }

        plot.Axes.Bottom.TickGenerator = LogTicks.Over(low, high, Quantity.Number);
        plot.Axes.SetLimits(Math.Log10(low), Math.Log10(high), 0.3 - rows.Count, 0.7);
        style.NameRows(plot, [.. rows.Select(row => Label(row, tuning))]);
        PlotStyle.LegendBelow(plot);
        TuneCandidateResult greatest = rows.MaxBy(row => row.Gain)!;
        return new PlotImage(
            plot,
            $"Gains over the default of {rows.Count} candidates; the greatest is {Quantity.Number(greatest.Gain)}x of "
                + $"{string.Join(", ", greatest.Options)}; {crown}.",
            style.IsNarrow
                ? HeadHeight + 60 + (rows.Count * 2 * RowHeight)
                : Math.Max(PlotStyle.Height, HeadHeight + (rows.Count * RowHeight))
        );
    }

    /// <summary>The control, every option of the sweep and the best combinations, each from the best to the worst.</summary>
    private static List<TuneCandidateResult> Rows(TuneResult tuning)
    {
        List<TuneCandidateResult> measured = [.. tuning.Candidates.Where(one => one.Gain > 0 && double.IsFinite(one.Gain))];
        IEnumerable<TuneCandidateResult> combinations = measured
            .Where(one => one.Stage is "Halving" or "Refine")
            .GroupBy(one => string.Join(", ", one.Options))
            .Select(same => same.Last())
            .OrderByDescending(one => IsWinner(one, tuning))
            .ThenByDescending(one => one.Gain)
            .Take(MostCombinations)
            .OrderByDescending(one => one.Gain);
        return
        [
            .. combinations,
            .. measured.Where(one => one.Stage is "Sweep").OrderByDescending(one => one.Gain),
            .. measured.Where(one => one.Stage is "Control"),
        ];
    }

    /// <summary>Whether the search's best beat the default in the final comparison: only then is it recommended.</summary>
    private static bool IsProven(TuneResult tuning) => tuning.Recommended.Count > 0 && tuning.Recommended.SequenceEqual(tuning.Winner);

    private static bool IsWinner(TuneCandidateResult row, TuneResult tuning) =>
        row.Options.Count > 0 && row.Options.SequenceEqual(tuning.Winner);

    /// <summary>A candidate's name, one that is much like the winner in terms of the winner.</summary>
    private static string Label(TuneCandidateResult row, TuneResult tuning)
    {
        string[] more = [.. row.Options.Except(tuning.Winner)];
        string[] less = [.. tuning.Winner.Except(row.Options)];
        bool nearWinner = row.Options.Count > 1 && tuning.Winner.Count > 1 && more.Length + less.Length <= MostDifferences;
        string best = IsProven(tuning) ? "winner" : "best found";
        string text =
            row.Options.Count == 0 ? "default"
            : IsWinner(row, tuning)
                ? tuning.Winner.Count == 1 ? $"{best}: {row.Options[0]}"
                    : $"{best}: {tuning.Winner.Count} options"
            : nearWinner ? string.Join(", ", [best, .. more.Select(one => $"+ {one}"), .. less.Select(one => $"− {one}")])
            : row.Options.Count == 1 ? row.Options[0]
            : $"{row.Options.Count} options: {string.Join(", ", row.Options)}";
        return text.Shortened(LongestLabel);
    }

    private static void AddRow(Plot plot, PlotStyle style, TuneCandidateResult row, double y, bool first)
    {
        (_, string name, Color color, MarkerShape shape) = Array.Find(Stages(style), stage => stage.Stage == row.Stage);
        if (row.Low > 0 && row.High > 0 && double.IsFinite(row.High))
        {
            PlotStyle.Line(plot, (Math.Log10(row.Low), y, Math.Log10(row.High), y), color, 3);
        }

        plot.Add.Marker(Math.Log10(row.Gain), y, shape, 10, color).LegendText = first ? name : "";
        style.Add(
            plot,
            new PlotNote(
                string.Create(CultureInfo.InvariantCulture, $"{row.Gain:0.00}x"),
                Math.Log10(Math.Max(row.Gain, row.High)),
                y,
                Alignment.MiddleLeft
            )
            {
                OffsetX = 8,
                Color = color,
            }
        );
    }
}
