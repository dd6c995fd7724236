using System.Diagnostics;

namespace Smg.Load.Running;

/// <summary>Times in the ticks of <see cref="Stopwatch"/>.</summary>
internal static class StopwatchTicks
{
    /// <summary>A time in ticks.</summary>
    public static long Of(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
