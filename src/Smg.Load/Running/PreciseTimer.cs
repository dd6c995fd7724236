using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Smg.Load.Running;

/// <summary>
/// Waits for a Stopwatch tick to some ten microseconds and leaves the processor to others: it sleeps, coarsely and then finely,
/// and spins only for a tenth of the mean time between two waits, 50 µs at most.
/// </summary>
internal sealed class PreciseTimer
{
    private static readonly long CoarseTicks = Stopwatch.Frequency * 4 / 1_000;
    private static readonly long LongestSpinTicks = Stopwatch.Frequency * 50 / 1_000_000;

    private readonly ManualResetEventSlim _stop;
    private readonly long _spinTicks;

    /// <summary>A timer that a set <paramref name="stop"/> ends within 4 ms.</summary>
    public PreciseTimer(ManualResetEventSlim stop, double meanIntervalSeconds)
    {
        _stop = stop;
        _spinTicks = (long)Math.Min(LongestSpinTicks, meanIntervalSeconds / 10 * Stopwatch.Frequency);
    }

    /// <summary>Waits until a tick has come; at once when it is past. False when stopped.</summary>
    public bool WaitUntil(long tick)
    {
        while (!_stop.IsSet)
        {
            long remaining = tick - Stopwatch.GetTimestamp();
            if (remaining <= 0)
            {
                return true;
            }

            if (remaining > CoarseTicks)
            {
                _stop.Wait(TimeSpan.FromSeconds((double)(remaining - (CoarseTicks / 2)) / Stopwatch.Frequency));
            }
            else if (remaining > _spinTicks)
            {
                SleepFinely(remaining - _spinTicks);
            }
            else
            {
                Thread.SpinWait(20);
            }
        }

        return false;
    }

    // Thread.Sleep knows whole milliseconds only.
    private static void SleepFinely(long ticks)
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep(0);
            return;
        }

        Timespec time = new() { Nanoseconds = (nint)(ticks * (1_000_000_000.0 / Stopwatch.Frequency)) };
        _ = NanoSleep(ref time, 0);
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(ref Timespec time, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
