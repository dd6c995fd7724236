using Smg.Load.Text;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>The gates' verdicts, failed ones first.</summary>
internal static class VerdictSection
{
    private const string HowToRead =
        "A value is the median of the pairs' ratios, and the verdict rests on the whole interval. "
        + "Medians of the two sides are shown where their ratio agrees with that value.";

    /// <summary>The section; none for a run that compared options and had no gates.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        if (results.Gates.Count > 0)
        {
            GateResult[] gates = [.. Verdicts.WorstFirst(results.Gates)];
            yield return new ReportSection(
                "Verdicts",
                [new TextBlock($"{Verdicts.Count(gates)}. {HowToRead}"), Table(gates), new ListBlock([.. gates.Select(Explain)])]
            );
        }
        else if (results is { Comparisons: null, Tuning: null, FindMax: null })
        {
            yield return new ReportSection("Verdicts", [new TextBlock(results.Interrupted ? "No gate had finished." : "No gates ran.")]);
        }
    }

    private static TableBlock Table(IReadOnlyList<GateResult> gates) =>
        TableBlock.Of(gates, ["Verdict", "Gate", ">Value", ">95 % interval", ">Needs", ">Samples", "Details"], Cells);

    private static string[] Cells(GateResult gate)
    {
        bool skipped = gate.Verdict == GateVerdict.Skipped;
        return
        [
            Verdicts.Text(gate.Verdict),
            $"`{gate.Name}`",
            GateQuantity.Value(gate),
            GateQuantity.Interval(gate),
            GateQuantity.Need(gate),
            skipped && gate.Samples == 0 ? Quantity.Dash : Cell.Whole(gate.Samples),
            skipped ? GateSentence.Outcome(gate).Capitalized().Stopped() : $"`{gate.FollowUpCommand}`",
        ];
    }

    private static string Explain(GateResult gate)
    {
        string text = $"`{gate.Name}`: {gate.Description.ReplaceLineEndings(" ").Stopped()}";
        text = GateSides.Medians(gate) is { } medians ? $"{text} {medians}" : text;
        return GateSentence.FirstTime(gate) is { } first ? $"{text} {first.Capitalized().Stopped()}" : text;
    }
}
