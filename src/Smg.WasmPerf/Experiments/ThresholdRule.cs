namespace Smg.WasmPerf.Experiments;

/// <summary>
/// Ends a paired comparison as soon as the interval is clear of the threshold and narrow enough, at the pairs where a look is planned:
/// looking after every pair and stopping at the first good sight would make the interval promise too much.
/// </summary>
/// <param name="options">What is clear and narrow, and the bounds of pairs and time.</param>
/// <param name="record">The pairs so far.</param>
internal sealed class ThresholdRule(PairedComparisonOptions options, PairRecord record) : IStopRule
{
    private readonly bool _isEarlyAllowed = double.IsFinite(options.FarFactor);
    private int _nextLook = Math.Min(options.MinPairs, double.IsFinite(options.FarFactor) ? options.FewPairs : int.MaxValue);

    /// <inheritdoc/>
    public StopReason? Look(TimeSpan elapsed)
    {
        MedianInterval interval = record.Interval;
        if (interval.Samples >= _nextLook && elapsed >= options.MinTime)
        {
            if (IsDecided(interval))
            {
                return StopReason.Decided;
            }

            int grown = interval.Samples + Math.Max(1, interval.Samples / 8);
            _nextLook = interval.Samples < options.MinPairs ? Math.Min(grown, options.MinPairs) : grown;
        }

        return interval.Samples >= options.MaxPairs ? StopReason.MaxPairs
            : IsTimeUp(elapsed, interval.Samples) ? StopReason.TimeBudget
            : null;
    }

    private bool IsTimeUp(TimeSpan elapsed, int pairs) =>
        elapsed >= options.TimeBudget && (pairs >= options.FewPairs || elapsed >= options.TimeBudget + options.Grace);

    private bool IsDecided(MedianInterval interval)
    {
        if (interval.Confidence < MedianInterval.DefaultConfidence)
        {
            return false;
        }

        bool isFar =
            _isEarlyAllowed
            && interval.Samples >= options.FewPairs
            && (interval.Low > options.Threshold * options.FarFactor || interval.High < options.Threshold / options.FarFactor);
        return isFar
            || (
                interval.Samples >= options.MinPairs
                && interval.RelativeHalfWidth <= options.TargetRelativeHalfWidth
                && (interval.Low > options.Threshold || interval.High < options.Threshold)
            );
    }
}
