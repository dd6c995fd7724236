namespace Smg.Load.Histograms;

/// <summary>All latencies of a row, so that rows can be added without loss: HdrHistogram's compressed encoding (V2).</summary>
/// <param name="UnitNs">Nanoseconds that one unit of the histogram's values lasts.</param>
/// <param name="SignificantDigits">Significant decimal digits of every value.</param>
/// <param name="Count">How many latencies there are.</param>
/// <param name="Data">The encoding, in base64.</param>
public sealed record EncodedHistogram(double UnitNs, int SignificantDigits, long Count, string Data);
