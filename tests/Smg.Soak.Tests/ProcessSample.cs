using System.Diagnostics;

namespace Smg.Soak.Tests;

/// <summary>What the process holds at one moment.</summary>
/// <param name="Seconds">Since the soak began.</param>
/// <param name="HeapBytes">Managed heap after a full collection.</param>
/// <param name="ResidentBytes">Resident memory, the managed heap's included.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="Threads">Threads.</param>
internal sealed record ProcessSample(double Seconds, double HeapBytes, double ResidentBytes, double Handles, double Threads)
{
    /// <summary>Collects the garbage, then looks.</summary>
    public static ProcessSample Take(double seconds)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using Process process = Process.GetCurrentProcess();
        return new ProcessSample(
            seconds,
            GC.GetTotalMemory(forceFullCollection: false),
            process.WorkingSet64,
            Directory.GetFileSystemEntries("/proc/self/fd").Length,
            process.Threads.Count
        );
    }
}
