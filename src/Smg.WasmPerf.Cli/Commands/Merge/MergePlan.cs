namespace Smg.WasmPerf.Cli.Commands.Merge;

/// <summary>Which shards are added, and where the sum goes.</summary>
/// <param name="Files">The results files of all shards.</param>
/// <param name="OutFolder">The folder for results, report and plots.</param>
/// <param name="Command">The command that was given.</param>
internal sealed record MergePlan(IReadOnlyList<string> Files, string OutFolder, string Command);
