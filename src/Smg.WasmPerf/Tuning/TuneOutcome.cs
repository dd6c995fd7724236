using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tuning;

/// <summary>How a tuning ended.</summary>
/// <param name="Winner">What the search found; the default when nothing was better.</param>
/// <param name="Recommended">What is recommended: the winner where it is surely better than the default, else the default.</param>
/// <param name="AgainstDefault">The winner (B) against the default (A); null when the default won.</param>
/// <param name="AgainstOriginal">What is recommended (B) against the original's configuration (A); null when there was none to compare with.</param>
public sealed record TuneOutcome(Candidate Winner, Candidate Recommended, ComparisonResult? AgainstDefault, ComparisonResult? AgainstOriginal)
{
    /// <summary>Why this is recommended, in a sentence.</summary>
    public string Reason => AgainstDefault?.Verdict switch
    {
        null => "nothing that was tried is better than the default: it is recommended as it is",
        ComparisonVerdict.Faster => "the winner is better than the default by its whole interval",
        ComparisonVerdict.Same => "the winner is as good as the default and no better: the default is recommended",
        ComparisonVerdict.Slower => "the winner of the search is worse than the default in the final comparison: the default is recommended",
        _ => "the final comparison could not tell the winner from the default in its time: the default is recommended; more time (--for) may decide",
    };

    /// <summary>Whether more time could change what is recommended.</summary>
    public bool IsUndecided => AgainstDefault?.Verdict == ComparisonVerdict.Undecided;
}
