using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>How much more two threads that share nothing get done than one: 2 on two real processors, less where they share a core or are not given fully.</summary>
internal static class ProcessorScaling
{
    private const int Iterations = 8_000_000;

    public static double Measure() => 2 * Time(threads: 1) / Time(threads: 2);

    private static double Time(int threads)
    {
        Thread[] all = [.. Enumerable.Range(0, threads).Select(_ => new Thread(static () => Work(Iterations)))];
        long start = Stopwatch.GetTimestamp();
        foreach (Thread thread in all)
        {
            thread.Start();
        }

        foreach (Thread thread in all)
        {
            thread.Join();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Six sums that do not wait for each other: as much as a core can do at once, and no memory.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Work(int iterations)
    {
        ulong a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;
        for (ulong i = 0; i < (ulong)iterations; i++)
        {
            a = (a ^ i) + 7;
            b = (b + i) ^ 9;
            c = (c ^ i) + 3;
            d = (d + i) ^ 5;
            e = (e ^ i) + 11;
            f = (f + i) ^ 13;
        }

        return a ^ b ^ c ^ d ^ e ^ f;
    }
}
