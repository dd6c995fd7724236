using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tuning;

/// <summary>How a tuning ended.</summary>
/// <param name="Winner">What the search found; the default when nothing was better.</param>
/// <param name="Recommended">What is recommended: the winner where it is surely better than the default, else the default.</param>
/// <param name="AgainstDefault">The winner (B) against the default (A); null when the default won.</param>
/// <param name="AgainstOriginal">What is recommended (B) against the original's configuration (A); null when there was none to compare
/// with.</param>
public sealed record TuneOutcome(
    Candidate Winner,
    Candidate Recommended,
    ComparisonResult? AgainstDefault,
    ComparisonResult? AgainstOriginal
)
{
    /// <summary>Why this is recommended, in a sentence.</summary>
    public string Reason =>
        AgainstDefault?.Verdict switch
        {
            null => "keep the default: no candidate was better, so nothing needs to be set",
            ComparisonVerdict.Faster => "the winner is better than the default by the whole interval",
            ComparisonVerdict.Same => "keep the default: no candidate was provably better, and the best is as good as the default",
            ComparisonVerdict.Slower =>
                "keep the default: no candidate was provably better, and the best was worse than the default in the final comparison",
            _ => "keep the default: no candidate was provably better, because the final comparison could not distinguish the best "
                + "one from it; more time (--for) may decide",
        };

    /// <summary>Whether more time could change what is recommended.</summary>
    public bool IsUndecided => AgainstDefault?.Verdict == ComparisonVerdict.Undecided;
}
