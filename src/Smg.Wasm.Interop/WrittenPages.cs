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

    /// <summary>Finds stretches of a memory that were written, from the first on.</summary>
    /// <param name="memory">
    /// The memory. The page before it was written, and the page table must say so each time: a file that was opened in the place of the page
    /// table's does not.
    /// </param>
    /// <param name="part">Where to begin and to end, in bytes, whole pages.</param>
    /// <param name="isTracked">Whether the tracker tracks it.</param>
    /// <param name="stretches">Receives them, in order.</param>
    /// <param name="looked">Bytes that were looked at.</param>
    /// <returns>How many there are; below 0 where that is not known.</returns>
    public int Find(byte* memory, (nuint From, nuint To) part, bool isTracked, Span<WrittenStretch> stretches, out nuint looked) =>
        isTracked && tracker is not null
            ? tracker.Find(memory + part.From, part.To - part.From, stretches, out looked)
            : FindInTable(memory, part, stretches, out looked);

    private int FindInTable(byte* memory, (nuint From, nuint To) part, Span<WrittenStretch> stretches, out nuint looked)
    {
        const int PagesAtOnce = 1024;
        int canaries = part.From == 0 ? 1 : 0;
        byte* first = memory + part.From;
        int pages = (int)Math.Min((part.To - part.From) / (nuint)PageBytes, (nuint)(PagesAtOnce - canaries));
        Span<ulong> entries = stackalloc ulong[PagesAtOnce];
        entries = entries[..(canaries + pages)];
        looked = 0;
        if (!read(first - (canaries * PageBytes), entries) || (canaries > 0 && !IsWritten(entries[0])))
        {
            return -1;
        }

        entries = entries[canaries..];
        int count = 0;
        int start = 0;
        while ((start = Next(entries, start, isWritten: true)) < pages && count < stretches.Length)
        {
            int end = Next(entries, start, isWritten: false);
            stretches[count++] = new WrittenStretch(first + ((nint)start * PageBytes), first + ((nint)end * PageBytes));
            start = end;
        }

        looked = (nuint)start * (nuint)PageBytes;
        return count;
    }

    /// <summary>The first page, from one on, that was written or was not; the number of pages where all others are otherwise.</summary>
    private static int Next(ReadOnlySpan<ulong> entries, int from, bool isWritten)
    {
        while (from < entries.Length && IsWritten(entries[from]) != isWritten)
        {
            from++;
        }

        return from;
    }

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
