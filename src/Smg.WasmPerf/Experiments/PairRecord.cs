namespace Smg.WasmPerf.Experiments;

/// <summary>The pairs of one comparison so far.</summary>
internal sealed class PairRecord
{
    private readonly List<double> _ratios = [];
    private readonly List<double> _sortedRatios = [];
    private readonly List<double> _a = [];
    private readonly List<double> _b = [];

    /// <summary>The interval of the ratios so far.</summary>
    public MedianInterval Interval { get; private set; } = MedianInterval.None;

    /// <summary>Adds a pair.</summary>
    public void Add(Pair pair)
    {
        double ratio = pair.A / pair.B;
        int place = _sortedRatios.BinarySearch(ratio);
        _sortedRatios.Insert(place < 0 ? ~place : place, ratio);
        _ratios.Add(ratio);
        _a.Add(pair.A);
        _b.Add(pair.B);
        Interval = MedianInterval.OfSorted(_sortedRatios);
    }

    /// <summary>The comparison's outcome.</summary>
    /// <param name="reason">Why the comparison stopped.</param>
    public Estimate Estimate(StopReason reason) =>
        new()
        {
            Ratio = Interval,
            Samples = _ratios,
            AboveUs = Median(_a),
            BelowUs = Median(_b),
            Pairs = Interval.Samples,
            StopReason = reason,
        };

    private static double Median(List<double> times) => times.Count == 0 ? double.NaN : MedianInterval.Of(times).Median;
}
