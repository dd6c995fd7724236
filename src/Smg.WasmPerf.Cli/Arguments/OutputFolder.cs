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
    /// <exception cref="UsageException">The path is empty or names a file, or the folder holds results or reports that may
    /// not be replaced.</exception>
    public static string Resolve(string? folder, string command, bool mayHoldResults)
    {
        if (folder is null)
        {
            return New(command);
        }

        string path = Path.GetFullPath(folder);
        if (File.Exists(path))
        {
            throw new UsageException(
                new FileInfo(path).LinkTarget is { } target
                    ? $"--out: {path} is a link to {target}, which is not a folder"
                    : $"--out: {path} is a file, not a folder"
            );
        }

        return mayHoldResults || Existing(path) is not { } existing
            ? path
            : throw new UsageException($"--out: {existing} exists: choose another folder, or replace it with --overwrite");
    }

    /// <summary>The first file in a folder that a run would replace or remove; null for none.</summary>
    public static string? Existing(string folder) =>
        Results.Concat(Reports).Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Creates the folder and checks that files can be written to it.</summary>
    /// <exception cref="UsageException">It cannot be made or written to.</exception>
    public static void Prepare(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            WriteProbe.Run(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw NotWritable("--out", folder, e);
        }
    }

    /// <summary>What a user is shown where a file or folder cannot be written.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="cause">What the operating system says.</param>
    public static UsageException NotWritable(string option, string path, Exception cause) =>
        new($"{option}: cannot write to {path}: {cause.Message.ReplaceLineEndings(" ").TrimEnd('.')}");

    /// <summary>Checks that a file can be written, and leaves what is there as it is.</summary>
    /// <param name="option">The option that names it, for the message.</param>
    /// <param name="path">The file; its folder is made when it is missing.</param>
    /// <exception cref="UsageException">It is a folder, or cannot be written.</exception>
    public static void PrepareFile(string option, string path)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"{option}: {path} is a folder, not a file");
        }

        bool isNew = !File.Exists(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
            if (isNew)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw NotWritable(option, path, e);
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
