using System.Diagnostics;
using Smg.Load.Histograms;

namespace Smg.WasmPerf.Results;

/// <summary>Turns the times of a phase into a row of the results.</summary>
public static class PhaseHistograms
{
    /// <summary>Makes a row.</summary>
    /// <param name="name">The phase's name.</param>
    /// <param name="totalUs">The time of all together, in microseconds.</param>
    /// <param name="times">Times in microseconds, and how often each was measured.</param>
    public static PhaseResult ToResult(string name, double totalUs, IEnumerable<(double Us, long Count)> times)
    {
        LatencyHistogram histogram = new();
        foreach ((double us, long count) in times)
        {
            histogram.Record((long)Math.Round(us * Stopwatch.Frequency / 1e6), count);
        }

        return ToResult(name, totalUs, histogram);
    }

    internal static PhaseResult ToResult(string name, double totalUs, LatencyHistogram histogram) =>
        new(name, histogram.Count, totalUs, histogram.Report(), histogram.Encode());
}
