using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>Compares two results files.</summary>
internal static class CompareFilesHandler
{
    private const int MaxItems = 12;

    public static int Run(CompareFilesPlan plan, TextWriter output)
    {
        RunComparison comparison = RunComparison.Of(ResultsFile.Read(plan.PathA), ResultsFile.Read(plan.PathB), plan.Effect);
        if (comparison.Differences.Refused.Count > 0 && !plan.Force)
        {
            throw new UsageException(
                $"{plan.PathA} and {plan.PathB} cannot be compared: {string.Join("; ", comparison.Differences.Refused)}; "
                    + $"--force compares them anyway"
            );
        }

        if (comparison.Rows.Count == 0)
        {
            throw new UsageException(
                $"{plan.PathA} and {plan.PathB} have no gate, benchmark or load row in common: compare runs of the same command"
            );
        }

        Show(comparison, new ComparedNames(plan.PathA, plan.PathB), plan.Markdown, output);
        return Judge(comparison, plan.Strict);
    }

    /// <summary>Prints a comparison, and writes it as Markdown.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="sides">What its sides are called.</param>
    /// <param name="markdown">The file for the Markdown; null for none.</param>
    /// <param name="output">Where it is printed.</param>
    public static void Show(RunComparison comparison, ComparedNames sides, string? markdown, TextWriter output)
    {
        output.WriteLine($"A  {sides.A}");
        output.WriteLine($"B  {sides.B}");
        if (comparison.IsOneRun)
        {
            output.WriteLine("A and B are the same run, so every row is the same");
        }

        Print(output, "compared because of --force, although", comparison.Differences.Refused);
        Print(output, "other differences between A and B:", comparison.Differences.Shown);
        output.WriteLine();
        output.WriteLine(ComparisonTable.Render(comparison.Rows));
        Print(output, "only in A:", comparison.OnlyA);
        Print(output, "only in B:", comparison.OnlyB);
        if (markdown is not null)
        {
            WriteMarkdown(markdown, ComparisonTableMarkdown.Render(comparison, sides.A, sides.B));
            output.WriteLine($"markdown  {markdown}");
        }
    }

    /// <summary>The exit code of a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="strict">Whether an undecided row decides it where none is slower.</param>
    public static int Judge(RunComparison comparison, bool strict) =>
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
            output.WriteLine($"  and {items.Count - MaxItems} more; --markdown FILE lists all");
        }
    }

    private static void WriteMarkdown(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, text);
    }
}
