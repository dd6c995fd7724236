namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>What the two sides of a comparison are called.</summary>
/// <param name="A">The A side: a file, or a commit.</param>
/// <param name="B">The B side.</param>
internal sealed record ComparedNames(string A, string B);
