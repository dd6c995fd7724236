namespace Smg.Wasm.Interop;

/// <summary>
/// The address space of a memory's place: a page that nobody can reach, the memory, and room that can be read and written as far as the
/// memory has grown.
/// </summary>
internal sealed unsafe class SlotMapping
{
    private readonly nuint _reserved;

    /// <summary>How far the mapping can be read and written, in bytes.</summary>
    private nuint _open;

    /// <summary>Maps.</summary>
    /// <param name="content">What the memory holds in the beginning; null for zeros.</param>
    /// <param name="initial">Bytes that it has in the beginning.</param>
    /// <param name="size">What Wasmtime asked for.</param>
    /// <param name="findsWrites">
    /// Whether the page table will be asked what was written. The page before the memory is written for that
    /// (<see cref="WrittenPages.Find"/>), and huge pages are forbidden.
    /// </param>
    /// <exception cref="InsufficientMemoryException">The operating system refuses the mapping.</exception>
    public SlotMapping(MemoryContent? content, nuint initial, in MemoryReservation size, bool findsWrites)
    {
        Initial = initial;
        _reserved = PageBytes + RoundUp(size.Capacity) + RoundUp(size.Guard);
        _open = RoundUp(initial);
        byte* reserved = VirtualMemory.TryReserve(_reserved);
        if (reserved == null)
        {
            throw Refused();
        }

        Address = reserved + PageBytes;
        if ((findsWrites && !TryWriteCanary(reserved)) || !TryMapContent(content))
        {
            VirtualMemory.Free(reserved, _reserved);
            throw Refused();
        }

        if (findsWrites)
        {
            // One huge page would be copied back whole for each byte that is written in it.
            _ = VirtualMemory.TryForbidHugePages(reserved, _reserved);
        }
    }

    /// <summary>Where the memory begins.</summary>
    public byte* Address { get; }

    /// <summary>Bytes that the memory has in the beginning.</summary>
    public nuint Initial { get; }

    /// <summary>The same in pages.</summary>
    public int Pages => PagesOf(Initial);

    /// <summary>
    /// Whether the end of the memory is known by its mapping alone. A memory whose size is not one of whole pages of WebAssembly, as the
    /// adapter's, is checked by code, so that its mapping can stay longer than it.
    /// </summary>
    public bool IsBoundedByMapping => Initial % MemorySlot.WasmPageBytes == 0;

    /// <summary>Bytes of a page.</summary>
    public static nuint PageBytes => (nuint)WrittenPages.PageBytes;

    /// <summary>Pages of so many bytes.</summary>
    public static int PagesOf(nuint bytes) => (int)(bytes / PageBytes);

    /// <summary>Where a page begins; the page before the memory is -1.</summary>
    public byte* AddressOf(int page) => Address + ((nint)page * (nint)PageBytes);

    /// <summary>Makes room for a memory that grows.</summary>
    /// <returns>False where the operating system refuses it.</returns>
    public bool TryGrow(nuint size)
    {
        nuint open = RoundUp(size);
        if (open > _open && !VirtualMemory.TryOpen(Address + _open, open - _open))
        {
            return false;
        }

        _open = Math.Max(_open, open);
        return true;
    }

    /// <summary>Takes back what lies behind the first size.</summary>
    /// <returns>False where the operating system refuses it.</returns>
    public bool TryShrink()
    {
        if (_open <= Initial)
        {
            return true;
        }

        bool isClosed = TryDiscardBehind(Initial) && VirtualMemory.TryClose(Address + Initial, _open - Initial);
        _open = isClosed ? Initial : _open;
        return isClosed;
    }

    /// <summary>Gives back all that lies behind a place; it is zeros then, or the content again.</summary>
    /// <returns>False where the operating system refuses it.</returns>
    public bool TryDiscardBehind(nuint from) => from >= _open || VirtualMemory.TryDiscard(Address + from, _open - from);

    /// <summary>Gives pages back.</summary>
    /// <returns>False where the operating system refuses it.</returns>
    public bool TryDiscard(int first, int pages) => VirtualMemory.TryDiscard(AddressOf(first), (nuint)pages * PageBytes);

    /// <summary>Unmaps.</summary>
    public void Free() => VirtualMemory.Free(Address - PageBytes, _reserved);

    private static bool TryWriteCanary(byte* page)
    {
        if (!VirtualMemory.TryOpen(page, PageBytes))
        {
            return false;
        }

        *page = 1;
        return VirtualMemory.TryClose(page, PageBytes);
    }

    private bool TryMapContent(MemoryContent? content) =>
        content is null ? VirtualMemory.TryOpen(Address, _open) : VirtualMemory.TryMapPrivate(Address, content.File, _open);

    private InsufficientMemoryException Refused() => new($"the operating system refuses {_reserved} bytes of address space");

    private static nuint RoundUp(nuint bytes) => (bytes + PageBytes - 1) / PageBytes * PageBytes;
}
