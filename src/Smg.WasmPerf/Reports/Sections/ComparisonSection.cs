using System.Globalization;
using Smg.Load.Text;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>Comparisons of option sets, a section each.</summary>
internal static class ComparisonSection
{
    /// <summary>The sections.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results) => (results.Comparisons ?? []).Select(Of);

    /// <summary>The table of a comparison's rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="name">A row's name as the page shows it.</param>
    public static TableBlock Table(IEnumerable<ComparisonRow> rows, Func<ComparisonRow, string> name) =>
        TableBlock.Of(
            rows,
            ["Verdict", "What", ">B/A", ">95 % interval", ">A", ">B", "Note"],
            row =>
                [
                    ComparisonTable.Word(row.Verdict),
                    name(row),
                    ComparisonTable.Ratio(row.Ratio.Ratio),
                    ComparisonTable.Interval(row.Ratio),
                    row.A,
                    row.B,
                    row.Note,
                ]
        );

    private static ReportSection Of(ComparisonResult comparison)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"A: {ArmOptions.Rich(comparison.AOptions)}. B: {ArmOptions.Rich(comparison.BOptions)}. Smallest effect of interest "
                + $"{Quantity.Number(comparison.MinEffectPercent)} %; "
                + $"{Quantity.Count(comparison.Pairs, "pair")} in {Quantity.Number(comparison.Seconds)} s. B/A is the median of "
                + $"the pairs' ratios."
        );
        return new ReportSection(
            comparison.Name,
            [
                new TextBlock(ComparisonSentence.Of(comparison).Capitalized().Stopped()),
                new TextBlock(text),
                Table(LiveRows.Of(comparison), row => row.Name),
            ]
        );
    }
}
