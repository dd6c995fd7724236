using System.Globalization;
using System.Text;
using Smg.Load.Text;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Reports.Sections;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Reports;

/// <summary>A comparison of two runs as Markdown for a pull request's comment: what changed on top, the rest folded.</summary>
public static class ComparisonTableMarkdown
{
    private static readonly string HowToRead =
        "B/A is the ratio of the two values. Less is better for times and sizes, more for speed-ups and rates. "
        + "For a verdict the whole interval must be beyond the smallest effect of interest, for `same` the whole interval within it. "
        + "The intervals contain each run's own noise, but no change of the machine between the two runs: "
        + $"where both sides can run in one process, `{LabCommand.Of("compare --a … --b …")}` measures them interleaved. "
        + "Load rows are single runs and have no interval.";

    /// <summary>The comment's text.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="nameA">What the A side is called.</param>
    /// <param name="nameB">What the B side is called.</param>
    public static string Render(RunComparison comparison, string nameA, string nameB)
    {
        StringBuilder text = new();
        ComparisonRow[] changed = [.. Rows(comparison, ComparisonVerdict.Slower), .. Rows(comparison, ComparisonVerdict.Faster)];
        text.Append(CultureInfo.InvariantCulture, $"### Performance: {ComparisonTable.Count(comparison.Rows)}\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"A is `{nameA}`, B is `{nameB}`; smallest effect of interest {Quantity.Number(comparison.Effect * 100)} %.\n\n"
        );
        if (comparison.Differences.Refused.Count > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"⚠ Compared because of `--force`, although {string.Join("; ", comparison.Differences.Refused)}.\n\n"
            );
        }

        text.Append(changed.Length == 0 ? "No row is provably slower or faster.\n\n" : Table(changed));

        foreach (ComparisonVerdict verdict in new[] { ComparisonVerdict.Undecided, ComparisonVerdict.Same, ComparisonVerdict.ShownOnly })
        {
            ComparisonRow[] rows = [.. Rows(comparison, verdict)];
            if (rows.Length > 0)
            {
                Fold(text, $"{ComparisonTable.Word(verdict)[2..]} ({rows.Length})", Table(rows));
            }
        }

        FoldList(text, "only in A", comparison.OnlyA);
        FoldList(text, "only in B", comparison.OnlyB);
        FoldList(text, "differences of the environments", comparison.Differences.Shown);
        Fold(text, "how to read this", HowToRead + "\n\n");
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static IEnumerable<ComparisonRow> Rows(RunComparison comparison, ComparisonVerdict verdict) =>
        comparison.Rows.Where(row => row.Verdict == verdict);

    private static string Table(IEnumerable<ComparisonRow> rows) =>
        MarkdownPage.Render(ComparisonSection.Table(rows, row => $"`{row.Name}`"));

    private static void FoldList(StringBuilder text, string title, IReadOnlyList<string> items)
    {
        if (items.Count > 0)
        {
            Fold(text, $"{title} ({items.Count})", string.Concat(items.Select(item => $"- {item}\n")) + "\n");
        }
    }

    // GitHub reads Markdown inside the fold only after an empty line.
    private static void Fold(StringBuilder text, string title, string content) =>
        text.Append(CultureInfo.InvariantCulture, $"<details><summary>{title}</summary>\n\n{content}</details>\n\n");
}
