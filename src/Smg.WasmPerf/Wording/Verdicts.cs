using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Wording;

/// <summary>A verdict as a mark and a word: neither needs the other, nor colour.</summary>
internal static class Verdicts
{
    /// <summary>The mark and the word, for instance <c>✔ passed</c>.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Text(GateVerdict verdict) =>
        verdict switch
        {
            GateVerdict.Passed => "✔ passed",
            GateVerdict.Failed => "✘ failed",
            GateVerdict.Skipped => "– skipped",
            _ => "? undecided",
        };

    /// <summary>The gates as a reader needs them: failed, undecided, skipped, passed, each in the order in which they ran.</summary>
    /// <param name="gates">The gates.</param>
    public static IEnumerable<GateResult> WorstFirst(IEnumerable<GateResult> gates) =>
        gates.OrderBy(gate =>
            gate.Verdict switch
            {
                GateVerdict.Failed => 0,
                GateVerdict.Undecided => 1,
                GateVerdict.Skipped => 2,
                _ => 3,
            }
        );

    /// <summary>How many gates ended how, for instance <c>3 passed, 1 failed, 0 undecided, 0 skipped</c>.</summary>
    /// <param name="gates">The gates.</param>
    public static string Count(IReadOnlyList<GateResult> gates) =>
        string.Join(
            ", ",
            Enum.GetValues<GateVerdict>().Select(verdict => $"{gates.Count(gate => gate.Verdict == verdict)} {Text(verdict)[2..]}")
        );
}
