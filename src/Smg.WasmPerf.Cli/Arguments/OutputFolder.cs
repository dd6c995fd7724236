using System.Globalization;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>The folder of a run's results: checked before anything is measured.</summary>
internal static class OutputFolder
{
    /// <summary>Files of a finished or interrupted run. A comparison of commits writes one a side.</summary>
    private static readonly string[] Results = [ResultsFile.FileName, "a.json", "b.json"];

    /// <summary>Files that are made of the results, and of other results after an overwrite.</summary>
    private static readonly string[] Reports = [RunReport.MarkdownName, RunReport.HtmlName, RunReport.CsvName, RunReport.JUnitName];

    /// <summary>The full path of a folder that can become a run's.</summary>
    /// <param name="folder">The folder as given on the command line; null for a new one below <c>reports/</c>.</param>
    /// <param name="command">The command, which names a new folder.</param>
    /// <param name="mayHoldResults">Whether results in the folder may be replaced or continued.</param>
    /// <exception cref="UsageException">The path is empty or names a file, or the folder holds results that may not be
    /// replaced.</exception>
    public static string Resolve(string? folder, string command, bool mayHoldResults)
    {
        if (folder is null)
        {
            return New(command);
        }

        string path = Path.GetFullPath(folder);
        if (File.Exists(path))
        {
            throw new UsageException($"--out: {path} is a file, not a folder");
        }

        return mayHoldResults || Existing(path) is not { } existing
            ? path
            : throw new UsageException($"--out: {existing} exists: choose another folder, or replace it with --overwrite");
    }

    /// <summary>The first results file in a folder; null for none.</summary>
    public static string? Existing(string folder) => Results.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Creates the folder and checks that files can be written to it.</summary>
    /// <exception cref="UsageException">It cannot be made or written to.</exception>
    public static void Prepare(string folder)
    {
        string probe = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UsageException($"--out: cannot write to {folder}: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
        }
    }

    /// <summary>Removes the reports of earlier results. Plots are replaced or removed when new ones are drawn.</summary>
    public static void RemoveReports(string folder)
    {
        foreach (string name in Reports)
        {
            File.Delete(Path.Combine(folder, name));
        }
    }

    private static string New(string command)
    {
        string name = DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + "-" + command;
        string path = Path.Combine(Repository.Root, "reports", name);
        string unique = path;
        for (int number = 2; Existing(unique) is not null; number++)
        {
            unique = FormattableString.Invariant($"{path}-{number}");
        }

        return unique;
    }
}
