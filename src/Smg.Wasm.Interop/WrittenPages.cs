using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Smg.Wasm.Interop;

/// <summary>
/// Which pages of a private mapping differ from what was mapped, as Linux's page tables have it: those whose page is neither missing nor
/// the file's. Whoever wrote a page (the guest, another thread, the kernel, another process, a huge page that was made of small ones), it
/// is the mapping's own page from then on, in memory or in swap.
/// </summary>
/// <param name="read">Reads the entries of <c>/proc/self/pagemap</c>.</param>
/// <param name="tracker">Says the same sooner of what it tracks; null where the system has none.</param>
/// <seealso href="https://docs.kernel.org/admin-guide/mm/pagemap.html"/>
internal sealed unsafe partial class WrittenPages(PageTableReader read, WriteTracker? tracker = null)
{
    private const ulong Present = 1ul << 63;
    private const ulong Swapped = 1ul << 62;
    private const ulong OfFile = 1ul << 61;

    private static readonly SafeFileHandle? Map = TryOpenMap();

    private bool _areKnown = Probe(read);
    private long _disagreements;

    /// <summary>Bytes of a page.</summary>
    public static int PageBytes { get; } = Environment.SystemPageSize;

    /// <summary>The pages of this process.</summary>
    public static WrittenPages OfProcess { get; } = new(TryReadMap, WriteTracker.TryMake(Map));

    /// <summary>
    /// Whether the operating system says which pages were written: some sandboxes have the file and none of the figures. False for good
    /// once it was found to be wrong.
    /// </summary>
    public bool AreKnown => Volatile.Read(ref _areKnown);

    /// <summary>Says sooner which pages of a tracked mapping were written; null where the system has none.</summary>
    public WriteTracker? Tracker => tracker;

    /// <summary>
    /// Bytes of the smallest memory that is tracked. Defaults to 4 MiB: to read the page table of a smaller one takes up to 25 µs, and no
    /// call is then one of <c>ioctl</c>, which counts among those that may change the address space.
    /// </summary>
    public nuint TrackedFrom { get; init; } = 4 << 20;

    /// <summary>How often it was found to be wrong.</summary>
    public long Disagreements => Interlocked.Read(ref _disagreements);

    /// <summary>Whether a page was written: it is in memory or in swap, and not the file's.</summary>
    public static bool IsWritten(ulong entry) => (entry & (Present | Swapped)) != 0 && (entry & OfFile) == 0;

    /// <summary>Reads an entry for each of some pages.</summary>
    /// <returns>False where that fails.</returns>
    public bool TryRead(byte* address, Span<ulong> entries) => read(address, entries);

    /// <summary>What was read is wrong: nobody relies on it from now on.</summary>
    public void Distrust()
    {
        Interlocked.Increment(ref _disagreements);
        Volatile.Write(ref _areKnown, false);
    }

    /// <summary>Reads one of two pages and writes the other, and looks whether that is seen.</summary>
    private static bool Probe(PageTableReader read)
    {
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

            Span<ulong> entries = stackalloc ulong[2];
            byte first = Volatile.Read(ref pages[0]);
            bool isClean = read(pages, entries) && (entries[0] & Present) != 0 && !IsWritten(entries[0]) && !IsWritten(entries[1]);
            Volatile.Write(ref pages[PageBytes], first);
            return isClean && read(pages, entries) && !IsWritten(entries[0]) && IsWritten(entries[1]);
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

    private static bool TryReadMap(byte* address, Span<ulong> entries)
    {
        if (Map is null)
        {
            return false;
        }

        fixed (ulong* target = entries)
        {
            nint wanted = entries.Length * sizeof(ulong);
            return ReadAt((int)Map.DangerousGetHandle(), target, wanted, (nint)address / PageBytes * sizeof(ulong)) == wanted;
        }
    }

    [LibraryImport("libc", EntryPoint = "pread")]
    private static partial nint ReadAt(int file, void* target, nint count, nint offset);
}
