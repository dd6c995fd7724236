using Smg.Load.Text;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.History;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Commands.History;

/// <summary>Adds runs to a history and shows it.</summary>
internal static class HistoryHandler
{
    private const int MaxDamaged = 5;

    /// <summary>Adds, shows, writes.</summary>
    public static int Run(IReadOnlyList<string> paths, string file, string? outFolder, RunConsole console)
    {
        // All are read before the first is added: a wrong path adds none.
        (string Path, HistoryEntry Entry)[] added =
        [
            .. paths
                .Select(path => Directory.Exists(path) ? Path.Combine(path, ResultsFile.FileName) : path)
                .Select(path => (path, HistoryEntry.Of(ResultsFile.Read(path)))),
        ];
        foreach ((string path, HistoryEntry entry) in added)
        {
            console.Line($"{(HistoryFile.Add(file, entry) ? "added   " : "is there")} {path}");
        }

        IReadOnlyList<HistoryEntry> entries = HistoryFile.Read(file, out IReadOnlyList<int> damaged);
        foreach (int line in damaged.Take(MaxDamaged))
        {
            console.Line($"warning  {file}, line {line} is damaged and was skipped");
        }

        if (damaged.Count > MaxDamaged)
        {
            console.Line($"warning  {file}: so were {Quantity.Count(damaged.Count - MaxDamaged, "more line")}");
        }

        if (entries.Count == 0)
        {
            throw new UsageException($"{file} has no runs yet: add one with '{Invocation.Name} history DIR'");
        }

        IReadOnlyList<HistorySeries> series = HistorySeries.Of(entries);
        int machines = entries.Select(entry => entry.Machine).Distinct().Count();
        console.Line(
            $"history  {Quantity.Count(entries.Count, "run")} on {Quantity.Count(machines, "machine")}, "
                + Quantity.Count(series.Count, "figure")
        );
        foreach (HistorySeries one in series.Where(one => one.Changes.Count > 0))
        {
            console.Line($"changed  {LevelChange.Describe(one)}");
        }

        string folder = outFolder ?? Path.GetDirectoryName(Path.GetFullPath(file))!;
        console.Line($"report   {HistoryReport.Write(series, folder)}");
        return ExitCode.Passed;
    }
}
