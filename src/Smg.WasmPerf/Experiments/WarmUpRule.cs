namespace Smg.WasmPerf.Experiments;

/// <summary>Ends the pairs that are forgotten: after as many pairs and as much time as the options ask for, or with the budget.</summary>
/// <param name="options">The comparison's options.</param>
internal sealed class WarmUpRule(PairedComparisonOptions options) : IStopRule
{
    private int _pairs;

    /// <summary>Whether there is anything to warm up.</summary>
    public bool IsNeeded => (options.WarmUpPairs > 0 || options.WarmUpTime > TimeSpan.Zero) && options.TimeBudget > TimeSpan.Zero;

    /// <inheritdoc/>
    public StopReason? Look(TimeSpan elapsed) =>
        elapsed >= options.TimeBudget ? StopReason.TimeBudget
        : ++_pairs >= options.WarmUpPairs && elapsed >= options.WarmUpTime ? StopReason.EndOfSchedule
        : null;
}
