using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli;

/// <summary>Compares two results files.</summary>
internal static class CompareFiles
{
    private const int MaxItems = 12;

    public static int Run(CompareFilesPlan plan, TextWriter output)
    {
        RunComparison comparison = RunComparison.Of(ResultsFile.Read(plan.PathA), ResultsFile.Read(plan.PathB), plan.Effect);
        if (comparison.Differences.Refused.Count > 0 && !plan.Force)
        {
            throw new UsageException($"{plan.PathA} and {plan.PathB} cannot be compared: {string.Join("; ", comparison.Differences.Refused)}; --force compares them all the same");
        }

        if (comparison.Rows.Count == 0)
        {
            throw new UsageException($"{plan.PathA} and {plan.PathB} have no gate, benchmark or load row in common: compare runs of the same command");
        }

        output.WriteLine($"A  {plan.PathA}");
        output.WriteLine($"B  {plan.PathB}");
        Print(output, "compared by force, though", comparison.Differences.Refused);
        Print(output, "differs, and may be what is compared:", comparison.Differences.Shown);
        output.WriteLine();
        output.WriteLine(ComparisonTable.Render(comparison.Rows));
        Print(output, "only in A:", comparison.OnlyA);
        Print(output, "only in B:", comparison.OnlyB);
        if (plan.Markdown is not null)
        {
            WriteMarkdown(plan.Markdown, ComparisonTableMarkdown.Render(comparison, plan.PathA, plan.PathB));
            output.WriteLine($"markdown  {plan.Markdown}");
        }

        return Judge(comparison, plan.Strict);
    }

    private static int Judge(RunComparison comparison, bool strict) =>
        comparison.Rows.Any(row => row.Verdict == ComparisonVerdict.Slower) ? ExitCode.GateFailed
        : strict && comparison.Rows.Any(row => row.Verdict == ComparisonVerdict.Undecided) ? ExitCode.Undecided
        : ExitCode.Passed;

    /// <summary>Prints the first items and how many there are besides: the Markdown has all.</summary>
    private static void Print(TextWriter output, string title, IReadOnlyList<string> items)
    {
        if (items.Count > 0)
        {
            output.WriteLine(title);
        }

        foreach (string item in items.Take(MaxItems))
        {
            output.WriteLine($"  {item}");
        }

        if (items.Count > MaxItems)
        {
            output.WriteLine($"  and {items.Count - MaxItems} more; --markdown FILE names all");
        }
    }

    private static void WriteMarkdown(string path, string text)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        File.WriteAllText(path, text);
    }
}
