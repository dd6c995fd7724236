using System.Numerics;

namespace Smg.Wasm.Telemetry;

/// <summary>
/// How a histogram divides times: every power of two into <see cref="PerOctave"/> buckets of one width, so that a bucket is at most
/// 1/<see cref="PerOctave"/> of its times wide. Times are Stopwatch ticks.
/// </summary>
internal static class LogLinearBuckets
{
    /// <summary>Buckets of one power of two.</summary>
    public const int PerOctave = 1 << Bits;

    /// <summary>The longest time with its own bucket: more than an hour where a tick is a nanosecond.</summary>
    public const long MaxTicks = (1L << MaxBits) - 1;

    /// <summary>Buckets in all.</summary>
    public const int Count = (MaxBits - Bits + 1) * PerOctave;

    private const int Bits = 5;
    private const int MaxBits = 42;

    /// <summary>The bucket of a time. Less than 0 counts as 0, more than <see cref="MaxTicks"/> as that.</summary>
    public static int IndexOf(long ticks)
    {
        ticks = Math.Clamp(ticks, 0, MaxTicks);
        if (ticks < PerOctave)
        {
            return (int)ticks;
        }

        int shift = BitOperations.Log2((ulong)ticks) - Bits;
        return (shift * PerOctave) + (int)(ticks >> shift);
    }

    /// <summary>The shortest time of a bucket.</summary>
    public static long From(int index)
    {
        int shift = Math.Max(0, (index / PerOctave) - 1);
        return (long)(index - (shift * PerOctave)) << shift;
    }

    /// <summary>The longest time of a bucket.</summary>
    public static long To(int index) => From(index + 1) - 1;
}
