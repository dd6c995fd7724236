using System.Globalization;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>The gates' verdicts.</summary>
internal static class VerdictSection
{
    /// <summary>The section; none for a run that compared options and had no gates.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        if (results.Gates.Count > 0)
        {
            yield return new ReportSection("Verdicts", [new TextBlock(Verdicts.Count(results.Gates) + "."), Table(results.Gates), new ListBlock([.. results.Gates.Select(Explain)])]);
        }
        else if (results is { Comparisons: null, Tuning: null, FindMax: null })
        {
            yield return new ReportSection("Verdicts", [new TextBlock("No gates ran.")]);
        }
    }

    private static TableBlock Table(IReadOnlyList<GateResult> gates)
    {
        TableBlock table = new("Verdict", "Gate", ">Value", ">95 % interval", ">Needs", ">Samples", "Look closer");
        foreach (GateResult gate in gates)
        {
            table.Add(
                Verdicts.Text(gate.Verdict),
                $"`{gate.Name}`",
                Quantity.WithUnit(gate.Value, gate.Unit),
                Quantity.Interval(gate),
                Quantity.Need(gate),
                Cell.Whole(gate.Samples),
                $"`{gate.LookCloser}`");
        }

        return table;
    }

    private static string Explain(GateResult gate)
    {
        string text = $"`{gate.Name}`: {gate.Description.ReplaceLineEndings(" ")}";
        return gate is { AMedianUs: { } a, BMedianUs: { } b } ? string.Create(CultureInfo.InvariantCulture, $"{text}. Median {Quantity.Time(a)} against {Quantity.Time(b)}.") : text;
    }
}
