using System.Diagnostics;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Diagnostics;

/// <summary>
/// Runs the two sides of a comparison under the profiler, one after the other, and says in which methods they differ. Nothing of it is a
/// measurement.
/// </summary>
public static class ArmProfiler
{
    /// <summary>Of fewer samples the shares say nothing.</summary>
    private const int FewestSamples = 50;

    /// <summary>Profiles both sides.</summary>
    /// <param name="sides">The sides; the caller disposes them.</param>
    /// <param name="time">How long each side runs.</param>
    /// <param name="growsInB">Whether those methods are wanted whose share is larger on the B side, or those of the A side.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The methods, the one whose share grew most first; none where the machine was too busy for the profiler.</returns>
    /// <exception cref="DiagnosticsUnavailableException">This process cannot be looked into.</exception>
    public static IReadOnlyList<FrameShareResult> Compare(
        IPairedWorkload sides,
        TimeSpan time,
        bool growsInB,
        CancellationToken cancellationToken
    )
    {
        // Until both are compiled as they stay, the same method is named once as itself and once as the caller it was inlined into.
        Repeat(sides.RunA, time / 2, cancellationToken);
        Repeat(sides.RunB, time / 2, cancellationToken);
        FrameShares a = ProfileWell(sides.RunA, time, cancellationToken);
        FrameShares b = ProfileWell(sides.RunB, time, cancellationToken);
        return a.Samples < FewestSamples || b.Samples < FewestSamples ? [] : FrameComparison.Of(a, b, growsInB);
    }

    /// <summary>Profiles again, for longer, where the machine was too busy for the profiler.</summary>
    private static FrameShares ProfileWell(Func<double> block, TimeSpan time, CancellationToken cancellationToken)
    {
        FrameShares shares = Profile(block, time, cancellationToken);
        return shares.Samples >= FewestSamples ? shares : Profile(block, 3 * time, cancellationToken);
    }

    private static FrameShares Profile(Func<double> block, TimeSpan time, CancellationToken cancellationToken)
    {
        string path = Path.Combine(Path.GetTempPath(), $"smg-{Guid.NewGuid():N}.nettrace");
        try
        {
            using (TraceRecording recording = new(path))
            {
                Repeat(block, time, cancellationToken);
            }

            return FrameShares.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Repeat(Func<double> block, TimeSpan time, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            block();
        } while (Stopwatch.GetElapsedTime(start) < time);
    }
}
