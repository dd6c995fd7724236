using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Smg.Wasm.Interop;

/// <summary>
/// Which pages of a private mapping were written, as Linux keeps account of it in <c>/proc/self/pagemap</c>, and how a thread learns that
/// it wrote no others: the first write to a page is a page fault, and each thread's faults are counted.
/// </summary>
/// <seealso href="https://docs.kernel.org/admin-guide/mm/pagemap.html"/>
internal static unsafe partial class WrittenPages
{
    private const ulong Present = 1ul << 63;
    private const ulong Swapped = 1ul << 62;
    private const ulong OfFile = 1ul << 61;

    /// <summary>Bytes of <c>struct rusage</c>, and where its two counts of faults are.</summary>
    private const int UsageBytes = 144;
    private const int MinorFaults = 8;
    private const int MajorFaults = 9;
    private const int OfThread = 1;

    private static readonly SafeFileHandle? Map = TryOpenMap();

    /// <summary>Bytes of a page.</summary>
    public static int PageBytes { get; } = Environment.SystemPageSize;

    /// <summary>Whether the operating system keeps account of both: some sandboxes have the files and none of the figures.</summary>
    public static bool AreKnown { get; } = Probe();

    /// <summary>Page faults of this thread since it was started.</summary>
    public static long FaultsOfThread()
    {
        long* usage = stackalloc long[UsageBytes / sizeof(long)];
        return GetUsage(OfThread, usage) == 0 ? usage[MinorFaults] + usage[MajorFaults] : -1;
    }

    /// <summary>Reads an entry for each of some pages.</summary>
    /// <returns>False where that fails.</returns>
    public static bool TryRead(byte* address, Span<ulong> entries)
    {
        fixed (ulong* target = entries)
        {
            nint wanted = entries.Length * sizeof(ulong);
            return Map is not null
                && ReadAt((int)Map.DangerousGetHandle(), target, wanted, (nint)address / PageBytes * sizeof(ulong)) == wanted;
        }
    }

    /// <summary>Whether a page was written: it is in memory, or was, and is not the file's any more.</summary>
    public static bool IsWritten(ulong entry) => (entry & (Present | Swapped)) != 0 && (entry & OfFile) == 0;

    /// <summary>Writes one of two pages, and looks whether that is seen.</summary>
    private static bool Probe()
    {
        if (Map is null || FaultsOfThread() < 0)
        {
            return false;
        }

        nuint bytes = 2 * (nuint)PageBytes;
        using SafeFileHandle? file = MemoryFile.TryCreate("smg-wasm-probe", (long)bytes, [1]);
        byte* pages = file is null ? null : VirtualMemory.TryReserve(bytes);
        if (pages == null)
        {
            return false;
        }

        try
        {
            if (!VirtualMemory.TryMapPrivate(pages, file!, bytes))
            {
                return false;
            }

            byte read = Volatile.Read(ref pages[0]);
            long before = FaultsOfThread();
            Volatile.Write(ref pages[PageBytes], read);
            bool isCounted = FaultsOfThread() > before;
            Span<ulong> entries = stackalloc ulong[2];
            return isCounted && TryRead(pages, entries) && (entries[0] & Present) != 0 && !IsWritten(entries[0]) && IsWritten(entries[1]);
        }
        finally
        {
            VirtualMemory.Free(pages, bytes);
        }
    }

    private static SafeFileHandle? TryOpenMap()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            return File.OpenHandle("/proc/self/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [SuppressGCTransition]
    private static partial int GetUsage(int who, long* usage);

    [LibraryImport("libc", EntryPoint = "pread")]
    private static partial nint ReadAt(int file, void* target, nint count, nint offset);
}
