namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>Which two commits are compared.</summary>
/// <param name="A">The A side, as git names commits.</param>
/// <param name="B">The B side.</param>
/// <param name="Rounds">How often each side's gates run too; 0 for call times alone.</param>
/// <param name="Filter">A glob over the names of calls and gates; null for all.</param>
/// <param name="OutFolder">The folder for the results.</param>
/// <param name="Effect">The smallest effect of interest as a part of 1.</param>
/// <param name="TimeBudget">Time for the calls, after the builds.</param>
/// <param name="Strict">Whether an undecided row decides the exit code.</param>
/// <param name="Markdown">The file for the Markdown; null for none.</param>
/// <param name="Command">The command that was given.</param>
internal sealed record CompareCommitsPlan(
    string A,
    string B,
    int Rounds,
    string? Filter,
    string OutFolder,
    double Effect,
    TimeSpan TimeBudget,
    bool Strict,
    string? Markdown,
    string Command
);
