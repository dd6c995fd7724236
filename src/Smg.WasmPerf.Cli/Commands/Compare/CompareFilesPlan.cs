namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>Which two results files are compared, and how strictly.</summary>
/// <param name="PathA">The A side's file, as it was given.</param>
/// <param name="PathB">The B side's file, as it was given.</param>
/// <param name="Effect">The smallest effect of interest as a part of 1.</param>
/// <param name="Force">Whether runs of different environments are compared.</param>
/// <param name="Strict">Whether an undecided row decides the exit code.</param>
/// <param name="Markdown">The file for the Markdown; null for none.</param>
internal sealed record CompareFilesPlan(string PathA, string PathB, double Effect, bool Force, bool Strict, string? Markdown);
