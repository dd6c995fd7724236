using System.Text.RegularExpressions;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Smg.WasmPerf.Wording;
using Xunit;

namespace Smg.WasmPerf.Tests.Comparison;

public sealed partial class ComparisonTableTests
{
    private static readonly ComparisonRow[] Rows =
    [
        new("same_one", "10 µs", "10 µs", new(1, 0.99, 1.01), ComparisonVerdict.Same, ""),
        new("a|b", "1/s", "2/s", new(2, double.NaN, double.NaN), ComparisonVerdict.ShownOnly, "single"),
        new("slower_one", "10 µs", "15 µs", new(1.5, 1.4321, 16), ComparisonVerdict.Slower, "intervals apart"),
        new(new string('x', 50) + "middle" + new string('y', 50), "1 µs", "1 µs", new(1, 0.9, 1.1), ComparisonVerdict.Undecided, ""),
    ];

    [Fact]
    public void The_plain_table_has_what_is_slower_first_and_counts_under_it()
    {
        string[] lines = ComparisonTable.Render(Rows).TrimEnd().Split('\n');

        Assert.StartsWith("Verdict", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^✘ slower +slower_one +1\.500 +\[1\.432, 16\] +10 µs +15 µs +intervals apart$", lines[1]);
        Assert.Matches(@"^\? undecided +x+…y+ ", lines[2]);
        Assert.Matches(@"^· shown only +a\|b +2\.000 +- +1/s +2/s +single$", lines[4]);
        Assert.Equal("1 slower, 0 faster, 1 undecided, 1 same, 1 shown only", lines[^1]);
    }

    [Fact]
    public void The_comment_shows_changes_and_folds_the_rest()
    {
        string text = ComparisonTableMarkdown.Render(Comparison(Rows) with { OnlyA = ["gone"], OnlyB = ["new"] }, "a.json", "b.json");
        int firstFold = text.IndexOf("<details>", StringComparison.Ordinal);

        Assert.InRange(
            text.IndexOf("| ✘ slower | `slower_one` | 1.500 | [1.432, 16] | 10 µs | 15 µs | intervals apart |", StringComparison.Ordinal),
            0,
            firstFold
        );
        Assert.True(text.IndexOf("same_one", StringComparison.Ordinal) > firstFold);
        Assert.Contains(@"`a\|b`", text, StringComparison.Ordinal);
        Assert.Contains("<summary>only in A (1)</summary>\n\n- gone\n", text, StringComparison.Ordinal);
        Assert.Contains("<summary>only in B (1)</summary>\n\n- new\n", text, StringComparison.Ordinal);
        Assert.Equal(Open().Count(text), Close().Count(text));
        Assert.DoesNotContain("by force", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_comment_says_when_nothing_changed_and_when_it_was_forced()
    {
        RunComparison comparison = Comparison(Rows[..1]) with { Differences = new(["host is a in A and b in B"], []) };
        string text = ComparisonTableMarkdown.Render(comparison, "a.json", "b.json");

        Assert.Contains("No row is provably slower or faster.", text, StringComparison.Ordinal);
        Assert.Contains("⚠ Compared because of `--force`, although host is a in A and b in B.", text, StringComparison.Ordinal);
    }

    private static RunComparison Comparison(IReadOnlyList<ComparisonRow> rows) =>
        RunComparison.Of(SampleResults.Empty, SampleResults.Empty, 0.03) with
        {
            Rows = rows,
        };

    [GeneratedRegex("^<details><summary>", RegexOptions.Multiline)]
    private static partial Regex Open();

    [GeneratedRegex("^</details>$", RegexOptions.Multiline)]
    private static partial Regex Close();
}
