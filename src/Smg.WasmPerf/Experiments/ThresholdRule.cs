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
            : IsTimeUp(elapsed, interval) ? StopReason.TimeBudget
            : null;
    }

    private bool IsTimeUp(TimeSpan elapsed, MedianInterval interval) =>
        elapsed >= options.TimeBudget && (HasEnough(interval) || elapsed >= options.TimeBudget + options.Grace);

    /// <summary>
    /// Whether more pairs would say little more: of few pairs a single one that the machine disturbed can be the interval's end.
    /// </summary>
    private bool HasEnough(MedianInterval interval) =>
        interval.Samples >= options.MinPairs || (interval.Samples >= options.FewPairs && IsClear(interval));

    private bool IsClear(MedianInterval interval) => interval.Low > options.Threshold || interval.High < options.Threshold;

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
            || (interval.Samples >= options.MinPairs && interval.RelativeHalfWidth <= options.TargetRelativeHalfWidth && IsClear(interval));
    }
}
