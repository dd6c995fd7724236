namespace Smg.WasmPerf.Comparison;

/// <summary>One round of a live comparison of several cases, which share what their sides are made of, for instance processes.</summary>
/// <param name="cases">The sides of each case, always in the same order.</param>
/// <param name="owned">What is disposed with the round, after the sides, in order.</param>
public sealed class LiveRound(IReadOnlyList<ComparisonArms> cases, params IDisposable[] owned) : IDisposable
{
    /// <summary>The sides of each case.</summary>
    public IReadOnlyList<ComparisonArms> Cases { get; } = cases;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable one in Cases.Concat(owned))
        {
            one.Dispose();
        }
    }
}
