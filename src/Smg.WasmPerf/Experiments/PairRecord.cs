namespace Smg.WasmPerf.Experiments;

/// <summary>The pairs of one comparison so far.</summary>
internal sealed class PairRecord
{
    private readonly List<double> _ratios = [];
    private readonly List<double> _sortedRatios = [];
    private readonly List<double> _a = [];
    private readonly List<double> _b = [];

    /// <summary>Adds a pair.</summary>
    /// <param name="a">The A side's time of one operation, in microseconds.</param>
    /// <param name="b">The B side's time of one operation, in microseconds.</param>
    public void Add(double a, double b)
    {
        double ratio = a / b;
        int place = _sortedRatios.BinarySearch(ratio);
        _sortedRatios.Insert(place < 0 ? ~place : place, ratio);
        _ratios.Add(ratio);
        _a.Add(a);
        _b.Add(b);
    }

    /// <summary>The interval of the ratios so far.</summary>
    public MedianInterval Interval() => _sortedRatios.Count == 0 ? MedianInterval.None : MedianInterval.OfSorted(_sortedRatios);

    /// <summary>The comparison's outcome.</summary>
    /// <param name="interval">The interval of all ratios.</param>
    /// <param name="reason">Why the comparison stopped.</param>
    public Estimate Estimate(MedianInterval interval, StopReason reason) =>
        new()
        {
            Ratio = interval,
            Samples = _ratios,
            AboveUs = Median(_a),
            BelowUs = Median(_b),
            Pairs = interval.Samples,
            StopReason = reason,
        };

    private static double Median(List<double> times) => times.Count == 0 ? double.NaN : MedianInterval.Of(times).Median;
}
