using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Diagnostics;

/// <summary>Names the methods that one side spends more of its time in than the other.</summary>
internal static class FrameComparison
{
    /// <summary>Smaller differences of shares are the profiler's noise.</summary>
    private const double LeastGrowth = 0.01;

    private const int MostFrames = 10;

    /// <summary>The methods whose share grew, most first.</summary>
    /// <param name="a">The A side.</param>
    /// <param name="b">The B side.</param>
    /// <param name="growsInB">Whether growth is from A to B, or from B to A.</param>
    public static IReadOnlyList<FrameShareResult> Of(FrameShares a, FrameShares b, bool growsInB)
    {
        double Growth(FrameShareResult frame) => growsInB ? frame.ShareB - frame.ShareA : frame.ShareA - frame.ShareB;

        return
        [
            .. a
                .Shares.Keys.Union(b.Shares.Keys)
                .Select(frame => new FrameShareResult(frame, a.Shares.GetValueOrDefault(frame), b.Shares.GetValueOrDefault(frame)))
                .Where(frame => Growth(frame) >= LeastGrowth)
                .OrderByDescending(Growth)
                .Take(MostFrames),
        ];
    }
}
