using System.Diagnostics;

namespace Smg.WasmPerf.Experiments;

/// <summary>Times a block of operations.</summary>
public static class BlockTimer
{
    /// <summary>Runs an operation a number of times.</summary>
    /// <param name="operations">How many times, at least once.</param>
    /// <param name="operation">The operation.</param>
    /// <returns>The time of one operation, in microseconds.</returns>
    public static double MicrosecondsPerOperation(int operations, Action operation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(operations, 1);

        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < operations; i++)
        {
            operation();
        }

        long ticks = Stopwatch.GetTimestamp() - start;
        return ticks * 1e6 / Stopwatch.Frequency / operations;
    }
}
