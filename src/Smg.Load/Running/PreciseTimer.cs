using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Smg.Load.Running;

/// <summary>
/// Waits for a Stopwatch tick to some ten microseconds and leaves the processor to others: it sleeps, coarsely and then finely,
/// and spins only for a tenth of the mean time between two waits, 50 µs at most. Ticks that follow each other faster than it wakes are
/// waited for together, and those in front are late by less than <see cref="WakeInterval"/>: each wake-up costs as much as what it starts.
/// Used by one thread.
/// </summary>
internal sealed class PreciseTimer
{
    private const int SetTimerSlack = 29;

    private static readonly long CoarseTicks = Stopwatch.Frequency * 4 / 1_000;
    private static readonly long LongestSpinTicks = Stopwatch.Frequency * 50 / 1_000_000;

    private readonly ManualResetEventSlim _stop;
    private readonly long _spinTicks;
    private readonly long _restTicks;
    private long _wokeAt;
    private bool _isPrepared;

    /// <summary>A timer that a set <paramref name="stop"/> ends within 4 ms.</summary>
    public PreciseTimer(ManualResetEventSlim stop, double meanIntervalSeconds)
    {
        _stop = stop;
        bool isFast = meanIntervalSeconds < WakeInterval.TotalSeconds;
        _restTicks = isFast ? (long)(WakeInterval.TotalSeconds * Stopwatch.Frequency) : 0;
        _spinTicks = isFast ? 0 : (long)Math.Min(LongestSpinTicks, meanIntervalSeconds / 10 * Stopwatch.Frequency);
    }

    /// <summary>The shortest time between two wake-ups where ticks follow each other faster on average: 150 µs.</summary>
    public static TimeSpan WakeInterval { get; } = TimeSpan.FromMicroseconds(150);

    /// <summary>Waits until a tick has come; at once when it is past. False when stopped.</summary>
    public bool WaitUntil(long tick)
    {
        if (_stop.IsSet)
        {
            return false;
        }

        if (tick <= Stopwatch.GetTimestamp())
        {
            return true;
        }

        Prepare();
        bool hasCome = Sleep(Math.Max(tick, _wokeAt + _restTicks));
        _wokeAt = Stopwatch.GetTimestamp();
        return hasCome;
    }

    private bool Sleep(long until)
    {
        while (!_stop.IsSet)
        {
            long remaining = until - Stopwatch.GetTimestamp();
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

    /// <summary>Linux lets a thread sleep up to 50 µs longer than it asks for, to wake several at once; not this one.</summary>
    private void Prepare()
    {
        if (!_isPrepared)
        {
            _isPrepared = true;
            _ = OperatingSystem.IsLinux() ? ProcessControl(SetTimerSlack, 1, 0, 0, 0) : 0;
        }
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

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ProcessControl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
