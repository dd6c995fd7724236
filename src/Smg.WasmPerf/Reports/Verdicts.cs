using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports;

/// <summary>A verdict as a mark and a word: neither needs the other, nor colour.</summary>
internal static class Verdicts
{
    /// <summary>The mark and the word, for instance <c>✔ passed</c>.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Text(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Passed => "✔ passed",
        GateVerdict.Failed => "✘ failed",
        GateVerdict.Skipped => "– skipped",
        _ => "? undecided",
    };

    /// <summary>How many gates ended how, for instance <c>3 passed, 1 failed, 0 undecided</c>.</summary>
    /// <param name="gates">The gates.</param>
    public static string Count(IReadOnlyList<GateResult> gates) => string.Join(
        ", ",
        Enum.GetValues<GateVerdict>().Select(verdict => $"{gates.Count(gate => gate.Verdict == verdict)} {Text(verdict)[2..]}"));
}
