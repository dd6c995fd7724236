namespace Smg.WasmPerf.Experiments;

/// <summary>
/// Ends a live comparison as soon as the verdict of every case is decided, at the rounds where a look is planned, or with the time budget.
/// </summary>
/// <param name="options">The least number of rounds, and the time.</param>
/// <param name="records">The rounds of each case so far.</param>
internal sealed class EffectRule(LiveComparisonOptions options, IReadOnlyList<LiveRecord> records) : IStopRule
{
    private int _rounds;
    private int _nextLook = options.MinRounds;

    /// <inheritdoc/>
    public StopReason? Look(TimeSpan elapsed)
    {
        _rounds++;
        if (elapsed >= options.TimeBudget)
        {
            return StopReason.TimeBudget;
        }

        if (_rounds < _nextLook)
        {
            return null;
        }

        _nextLook = _rounds + Math.Max(1, _rounds / 8);
        foreach (LiveRecord record in records)
        {
            record.Look();
        }

        return records.All(record => record.IsDecided) ? StopReason.Decided : null;
    }
}
