using System.Globalization;
using Smg.Load.Text;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>A search for options: its final comparisons and every measurement.</summary>
internal static class TuneSection
{
    /// <summary>
    /// The evidence; none where the run made no such search. Its conclusion is the answer of <see cref="DeploySection"/>.
    /// </summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        if (results.Tuning is { } tuning)
        {
            yield return Candidates(tuning);
        }
    }

    /// <summary>The comparisons that decided.</summary>
    /// <param name="finals">The comparisons.</param>
    public static ReportSection Finals(IReadOnlyList<ComparisonResult> finals)
    {
        TableBlock table = TableBlock.Of(
            finals,
            ["Verdict of B", "What", ">B/A", ">95 % interval", ">A over B", ">Noise floor", ">Rounds"],
            final =>
                [
                    ComparisonTable.Word(final.Verdict),
                    final.Name,
                    ComparisonTable.Ratio(final.Ratio),
                    ComparisonTable.Interval(new RatioInterval(final.Ratio, final.Low, final.High)),
                    $"{Quantity.Number(1 / final.Ratio)}x",
                    $"{Quantity.Number(final.NoiseFloorPercent)} %",
                    final.Rounds.ToString(CultureInfo.InvariantCulture),
                ]
        );
        return new ReportSection(
            "Final comparisons",
            [
                new TextBlock(
                    "B/A is a ratio of costs: below 1, B is better. The verdict needs the whole interval beyond the smallest "
                        + "effect and the noise floor of the control."
                ),
                finals.Count == 0 ? new TextBlock("No final comparison was made.") : table,
            ]
        );
    }

    /// <summary>Every measurement.</summary>
    /// <param name="tuning">The search.</param>
    private static ReportSection Candidates(TuneResult tuning)
    {
        TableBlock table = TableBlock.Of(
            tuning.Candidates,
            ["Stage", "Candidate", ">Gain", ">Interval", ">Cost", ">Default's cost", ">Rounds", "Note"],
            one =>
                [
                    one.Stage.ToLowerInvariant(),
                    one.Options.Count == 0 ? "default" : $"`{string.Join(", ", one.Options)}`",
                    Quantity.WithUnit(one.Gain, "x"),
                    $"[{Quantity.Number(one.Low)}, {Quantity.Number(one.High)}]",
                    Quantity.Time(one.CostUs),
                    Quantity.Time(one.DefaultCostUs),
                    one.Rounds.ToString(CultureInfo.InvariantCulture),
                    one.Failure ?? "",
                ]
        );
        return new ReportSection(
            "All measurements",
            [
                new TextBlock(
                    "The gain is the default's cost over the candidate's, measured interleaved: above 1 the candidate is better."
                ),
                table,
            ]
        );
    }
}
