using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Smg.Load.Running;

/// <summary>The machine's time.</summary>
/// <param name="stop">Ends coarse sleeps when it is set.</param>
internal sealed class SystemTimerClock(ManualResetEventSlim stop) : ITimerClock
{
    private const int SetTimerSlack = 29;

    [ThreadStatic]
    private static bool HasShortSlack;

    /// <inheritdoc/>
    public long Now => Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public void SleepCoarsely(long ticks) => stop.Wait(TimeSpan.FromSeconds((double)ticks / Stopwatch.Frequency));

    /// <inheritdoc/>
    public void SleepFinely(long ticks) => Sleep(ticks);

    /// <inheritdoc/>
    public void Spin() => Thread.SpinWait(4);

    /// <summary>Sleeps for a number of Stopwatch ticks, less than a second. Thread.Sleep has a resolution of a millisecond.</summary>
    public static void Sleep(long ticks)
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep(0);
            return;
        }

        if (!HasShortSlack)
        {
            ShortenSlack();
        }

        Timespec time = new() { Nanoseconds = (nint)(ticks * (1_000_000_000.0 / Stopwatch.Frequency)) };
        _ = NanoSleep(ref time, 0);
    }

    // Linux lets a thread sleep 50 µs longer than it asked for, to wake several threads at once (prctl(2), PR_SET_TIMERSLACK).
    private static void ShortenSlack()
    {
        HasShortSlack = true;
        if (OperatingSystem.IsLinux())
        {
            _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);
        }
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
