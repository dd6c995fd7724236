namespace Smg.WasmPerf.Cli;

/// <summary>Which two commits are compared.</summary>
/// <param name="A">The A side, as git names commits.</param>
/// <param name="B">The B side.</param>
/// <param name="Rounds">How often each side's gates run.</param>
/// <param name="Filter">A glob over the gates' names; null for all.</param>
/// <param name="OutFolder">The folder for both sides' results.</param>
/// <param name="Effect">The smallest effect of interest as a part of 1.</param>
/// <param name="Strict">Whether an undecided row decides the exit code.</param>
/// <param name="Markdown">The file for the Markdown; null for none.</param>
internal sealed record CompareCommitsPlan(string A, string B, int Rounds, string? Filter, string OutFolder, double Effect, bool Strict, string? Markdown);
