using System.Runtime.InteropServices;

namespace Smg.Load.Running;

/// <summary>Counts how often the current thread gave its processor away to wait. Losing it to other threads is not counted.</summary>
internal static class ThreadWaits
{
    private const int OfThread = 1;
    private static readonly bool IsSupported = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>Number of waits since the thread started; null where the system does not count them.</summary>
    public static long? Count() => IsSupported && GetUsage(OfThread, out Usage usage) == 0 ? usage.VoluntarySwitches : null;

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUsage(int who, out Usage usage);

    // struct rusage of 64-bit Linux: 18 long, to which musl adds 16.
    [StructLayout(LayoutKind.Explicit, Size = 34 * sizeof(long))]
    private struct Usage
    {
        [FieldOffset(16 * sizeof(long))]
        public long VoluntarySwitches;
    }
}
