namespace Smg.WasmPerf.Tuning;

/// <summary>
/// How the time of a search is shared out. The shares depend on nothing but the whole, and the clock decides nothing:
/// a search that was interrupted makes the same measurements as one that was not.
/// </summary>
/// <param name="whole">The time for everything.</param>
public sealed class TuneBudget(TimeSpan whole)
{
    private const double SweepShare = 0.4;
    private const double HalvingShare = 0.25;
    private const double RefineShare = 0.1;
    private const double DefaultShare = 0.15;
    private const double OriginalShare = 0.1;
    private static readonly TimeSpan ShortSearch = TimeSpan.FromMinutes(2.5);

    /// <summary>The time for everything.</summary>
    public TimeSpan Whole => whole;

    /// <summary>Combinations at the beginning of the halving: a power of two.</summary>
    public int Combinations => whole < ShortSearch ? 8 : 16;

    /// <summary>The time of the comparison with the default.</summary>
    public TimeSpan AgainstDefault => whole * DefaultShare;

    /// <summary>The time of the comparison with the original's configuration.</summary>
    public TimeSpan AgainstOriginal => whole * OriginalShare;

    /// <summary>The time of one candidate of the sweep, the control being one.</summary>
    /// <param name="candidates">How many there are.</param>
    public TimeSpan Sweep(int candidates) => whole * (SweepShare / candidates);

    /// <summary>The time of one candidate in a round of the halving: the fewer there are, the longer.</summary>
    /// <param name="candidates">How many are left.</param>
    /// <param name="rounds">How many rounds there are.</param>
    public TimeSpan Halving(int candidates, int rounds) => whole * (HalvingShare / rounds / candidates);

    /// <summary>The time of one candidate of the refinement.</summary>
    /// <param name="candidates">How many there are.</param>
    public TimeSpan Refine(int candidates) => whole * (RefineShare / candidates);
}
