using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Cli.Commands.Gates;

/// <summary>What the gates of a run mean for its exit code.</summary>
internal static class GateJudge
{
    /// <summary>
    /// The exit code. A failed gate outweighs an undecided one; skipped gates count only where asked for, or where nothing at all was
    /// measured.
    /// </summary>
    /// <param name="results">The run.</param>
    /// <param name="strict">Whether a skipped gate leaves the run undecided.</param>
    public static int Judge(RunResults results, bool strict)
    {
        IReadOnlyList<GateResult> gates = results.Gates;
        bool isEmpty =
            gates.Count > 0
            && gates.All(gate => gate.Verdict == GateVerdict.Skipped)
            && results.Benchmarks.Count == 0
            && results.Load.Count == 0;
        return gates.Any(gate => gate.Verdict == GateVerdict.Failed) ? ExitCode.GateFailed
            : isEmpty ? ExitCode.CannotRun
            : gates.Any(gate => gate.Verdict == GateVerdict.Undecided || (strict && gate.Verdict == GateVerdict.Skipped))
                ? ExitCode.Undecided
            : ExitCode.Passed;
    }

    /// <summary>A line for each gate that did not pass: what happened, why, and what to do.</summary>
    /// <param name="gates">The gates.</param>
    public static IEnumerable<string> Explain(IReadOnlyList<GateResult> gates) =>
        gates.Where(gate => gate.Verdict != GateVerdict.Passed).OrderBy(gate => gate.Verdict).Select(GateSentence.Line);
}
