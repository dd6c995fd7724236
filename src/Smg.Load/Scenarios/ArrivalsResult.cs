using System.Text.Json.Serialization;

namespace Smg.Load.Scenarios;

/// <summary>How evenly a measurement's requests started: their number in each bin of time.</summary>
/// <param name="BinMs">Length of a bin, in milliseconds.</param>
/// <param name="Counts">Requests that started in each bin, from the first request's on; the last bin is partial.</param>
public sealed record ArrivalsResult(int BinMs, IReadOnlyList<int> Counts)
{
    /// <summary>The whole bins: all but the last, where there are several.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Whole => Counts.Count > 1 ? [.. Counts.SkipLast(1)] : Counts;

    /// <summary>
    /// Variance over mean of the whole bins: 0 where arrivals are perfectly even, 1 where they are independent at a constant rate
    /// (Poisson). NaN without arrivals.
    /// </summary>
    [JsonIgnore]
    public double Dispersion
    {
        get
        {
            double mean = Whole.Average();
            return mean == 0 ? double.NaN : Whole.Average(count => (count - mean) * (count - mean)) / mean;
        }
    }
}
