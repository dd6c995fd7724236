using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>
/// The place of one linear memory, used by one instance after another. What an instance wrote is undone by copying those pages back, which
/// stay in memory: the next instance that writes them causes no page fault, and no mapping changes. Which pages differ from the content is
/// read from the page table each time, so that it does not matter who wrote them, nor how. A small memory is compared with its content
/// instead, which takes less time than reading the page table.
/// </summary>
internal sealed unsafe class MemorySlot
{
    /// <summary>
    /// Instances after which a stretch of the memory is compared with the content, and given back: a page table that is wrong is found
    /// out, and a call that wrote far more than others does not make all later ones copy as much.
    /// </summary>
    internal const int InstancesBetweenChecks = 256;

    private const int WasmPageBytes = 64 << 10;
    private const int PagesAtOnce = 1024;

    /// <summary>Bytes of the largest memory that is compared with its content.</summary>
    private const int SmallBytes = 15 * WasmPageBytes;
    private const int CheckedPages = 32;

    /// <summary>
    /// The page before the memory, which nobody can reach. It was written, and the page table must say so each time: a file that was
    /// opened in the place of the page table's does not.
    /// </summary>
    private const int Canary = -1;

    private readonly MemorySlots _slots;
    private readonly MemoryContent? _content;
    private readonly Block* _block;
    private readonly nuint _reserved;
    private readonly int _maxKept;
    private int _instances;
    private int _checked;

    /// <summary>How far the mapping can be read and written, in bytes.</summary>
    private nuint _open;

    /// <summary>Makes a slot.</summary>
    /// <param name="slots">Where it goes when its memory is freed.</param>
    /// <param name="content">What the memory holds in the beginning; null for zeros.</param>
    /// <param name="initial">Bytes that it has in the beginning.</param>
    /// <param name="size">What Wasmtime asked for.</param>
    /// <exception cref="InsufficientMemoryException">The operating system refuses the mapping.</exception>
    public MemorySlot(MemorySlots slots, MemoryContent? content, nuint initial, in MemoryReservation size)
    {
        _slots = slots;
        _content = content;
        _reserved = PageBytes + RoundUp(size.Capacity) + RoundUp(size.Guard);
        _open = RoundUp(initial);
        _maxKept = (int)Math.Min(slots.MaxKeptBytes / WrittenPages.PageBytes, int.MaxValue);
        byte* address = Map();
        bool isHeld = false;
        content?.DangerousAddRef(ref isHeld);
        _block = (Block*)NativeMemory.AllocZeroed((nuint)sizeof(Block));
        *_block = new Block
        {
            Address = address,
            Initial = initial,
            Size = initial,
            Capacity = size.Capacity,
            Owner = GCHandle.ToIntPtr(GCHandle.Alloc(this)),
        };
    }

    /// <summary>Bytes that the memory has in the beginning.</summary>
    public nuint Initial => _block->Initial;

    /// <summary>Whether the memory begins with the component's content.</summary>
    public bool HasContent => _content is not null;

    /// <summary>
    /// Whether the end of the memory is known by its mapping alone. A memory whose size is not one of whole pages of WebAssembly, as the
    /// adapter's, is checked by code, so that its mapping can stay longer than it.
    /// </summary>
    private bool IsBoundedByMapping => Initial % WasmPageBytes == 0;

    /// <summary>The memory for an instance.</summary>
    public LinearMemory Memory =>
        new()
        {
            Env = (nint)_block,
            Get = &OnGet,
            Grow = &OnGrow,
            Finalizer = &OnFree,
        };

    /// <summary>Frees the mapping.</summary>
    public void Free()
    {
        VirtualMemory.Free(AddressOf(Canary), _reserved);
        GCHandle.FromIntPtr(_block->Owner).Free();
        NativeMemory.Free(_block);
        _content?.DangerousRelease();
    }

    /// <summary>Makes the memory of an instance that lives on what it was in the beginning.</summary>
    /// <returns>
    /// False where it has grown, which an instance does not forget, or where the operating system refuses that: the instance must not be
    /// called again.
    /// </returns>
    public bool TryResetInPlace() => _block->Size == Initial && TryReset();

    /// <summary>Makes the memory what it was in the beginning.</summary>
    /// <returns>False where the operating system refuses that: the slot cannot be used again.</returns>
    private bool TryReset()
    {
        if (!IsBoundedByMapping)
        {
            return TryClear();
        }

        return TryShrink() && (Initial == 0 || (Initial <= SmallBytes ? TryCompare() : TryUndo()));
    }

    private bool TryClear()
    {
        NativeMemory.Clear(_block->Address, Math.Min(_block->Size, WasmPageBytes));
        bool isClear = _block->Size <= WasmPageBytes || VirtualMemory.TryDiscard(_block->Address + WasmPageBytes, _open - WasmPageBytes);
        _block->Size = Initial;
        return isClear;
    }

    private bool TryShrink()
    {
        if (_open > Initial)
        {
            if (
                !VirtualMemory.TryDiscard(_block->Address + Initial, _open - Initial)
                || !VirtualMemory.TryClose(_block->Address + Initial, _open - Initial)
            )
            {
                return false;
            }

            _open = Initial;
        }

        _block->Size = Initial;
        return true;
    }

    /// <summary>Restores what differs from the content, as far as the memory may be kept; the rest returns to the system.</summary>
    /// <returns>False where the operating system does not take it.</returns>
    private bool TryCompare()
    {
        int kept = Math.Min(PagesOf(Initial), _maxKept);
        nuint bytes = (nuint)kept * PageBytes;
        nuint start = Math.Min(_content?.DataStart ?? bytes, bytes);
        nuint end = Math.Min(_content?.DataEnd ?? bytes, bytes);
        WrittenBytes.Zero(_block->Address, start);
        if (start < end)
        {
            WrittenBytes.Copy(_block->Address + start, _content!.Address + start, end - start);
        }

        WrittenBytes.Zero(_block->Address + end, bytes - end);
        return TryGiveBack(kept, PagesOf(Initial) - kept);
    }

    private bool TryUndo()
    {
        if (!_slots.Pages.AreKnown || !TryCopyBack())
        {
            return TryGiveBack(0, PagesOf(Initial));
        }

        return ++_instances % InstancesBetweenChecks != 0 || TryCheck();
    }

    /// <summary>Restores the pages that were written. Pages beyond the number that may be kept return to the system.</summary>
    /// <returns>False where they are not known, or the operating system does not take them.</returns>
    private bool TryCopyBack()
    {
        int pages = PagesOf(Initial);
        int kept = 0;
        Span<ulong> entries = stackalloc ulong[PagesAtOnce];
        for (int first = Canary; first < pages; first += PagesAtOnce)
        {
            Span<ulong> some = entries[..Math.Min(PagesAtOnce, pages - first)];
            if (!_slots.Pages.TryRead(AddressOf(first), some) || (first == Canary && !WrittenPages.IsWritten(some[0])))
            {
                _slots.Pages.Distrust();
                return false;
            }

            int start = first == Canary ? 1 : 0;
            while ((start = Next(some, start, isWritten: true)) < some.Length)
            {
                int length = Next(some, start, isWritten: false) - start;
                int room = Math.Min(length, _maxKept - kept);
                CopyBack(first + start, room);
                if (room < length)
                {
                    return TryGiveBack(first + start + room, pages - (first + start + room));
                }

                (kept, start) = (kept + length, start + length);
            }
        }

        return true;
    }

    /// <summary>The first page, from one on, that was written or was not; the number of pages where all others are otherwise.</summary>
    private static int Next(ReadOnlySpan<ulong> entries, int from, bool isWritten)
    {
        while (from < entries.Length && WrittenPages.IsWritten(entries[from]) != isWritten)
        {
            from++;
        }

        return from;
    }

    private void CopyBack(int first, int pages)
    {
        nuint start = (nuint)first * PageBytes;
        nuint length = (nuint)pages * PageBytes;
        if (_content is null)
        {
            NativeMemory.Clear(_block->Address + start, length);
        }
        else
        {
            Buffer.MemoryCopy(_content.Address + start, _block->Address + start, length, length);
        }
    }

    /// <summary>Compares a stretch with the content, and gives it back. The next check takes the stretch behind it.</summary>
    /// <returns>False where the operating system does not take it.</returns>
    private bool TryCheck()
    {
        int first = _checked;
        int pages = Math.Min(CheckedPages, PagesOf(Initial) - first);
        _checked = first + pages == PagesOf(Initial) ? 0 : first + pages;
        ReadOnlySpan<byte> found = new(AddressOf(first), pages * (int)PageBytes);
        bool isRight = _content is null
            ? !found.ContainsAnyExcept((byte)0)
            : found.SequenceEqual(new ReadOnlySpan<byte>(_content.Address + ((nuint)first * PageBytes), found.Length));
        if (isRight)
        {
            return TryGiveBack(first, pages);
        }

        _slots.Pages.Distrust();
        return TryGiveBack(0, PagesOf(Initial));
    }

    private bool TryGiveBack(int first, int pages) => VirtualMemory.TryDiscard(AddressOf(first), (nuint)pages * PageBytes);

    private static int PagesOf(nuint bytes) => (int)(bytes / PageBytes);

    private byte* AddressOf(int page) => _block->Address + ((nint)page * (nint)PageBytes);

    private bool TryGrow(nuint size)
    {
        nuint open = RoundUp(size);
        if (size > _block->Capacity || (open > _open && !VirtualMemory.TryOpen(_block->Address + _open, open - _open)))
        {
            return false;
        }

        _open = Math.Max(_open, open);
        _block->Size = size;
        return true;
    }

    private byte* Map()
    {
        byte* reserved = VirtualMemory.TryReserve(_reserved);
        if (reserved == null)
        {
            throw Refused();
        }

        byte* address = reserved + PageBytes;
        if (TryWriteCanary(reserved) && TryMapContent(address))
        {
            // One huge page would be copied back whole for each byte that is written in it.
            _ = VirtualMemory.TryForbidHugePages(reserved, _reserved);
            return address;
        }

        VirtualMemory.Free(reserved, _reserved);
        throw Refused();
    }

    private static bool TryWriteCanary(byte* page)
    {
        if (!VirtualMemory.TryOpen(page, PageBytes))
        {
            return false;
        }

        *page = 1;
        return VirtualMemory.TryClose(page, PageBytes);
    }

    private bool TryMapContent(byte* address) =>
        _content is null ? VirtualMemory.TryOpen(address, _open) : VirtualMemory.TryMapPrivate(address, _content.File, _open);

    private InsufficientMemoryException Refused() => new($"the operating system refuses {_reserved} bytes of address space");

    private static nuint PageBytes => (nuint)WrittenPages.PageBytes;

    private static nuint RoundUp(nuint bytes) => (bytes + PageBytes - 1) / PageBytes * PageBytes;

    private static MemorySlot Of(nint env) => (MemorySlot)GCHandle.FromIntPtr(((Block*)env)->Owner).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* OnGet(nint env, nuint* size, nuint* capacity)
    {
        Block* block = (Block*)env;
        *size = block->Size;
        *capacity = block->Capacity;
        return block->Address;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnGrow(nint env, nuint size)
    {
        if (Of(env).TryGrow(size))
        {
            return 0;
        }

        fixed (byte* message = "the memory cannot grow\0"u8)
        {
            return NativeMethods.wasmtime_error_new(message);
        }
    }

    /// <summary>An instance ends. Nothing may be thrown into native code.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFree(nint env)
    {
        MemorySlot slot = Of(env);
        bool isClean;
        try
        {
            isClean = slot.TryReset();
        }
        catch (OutOfMemoryException)
        {
            isClean = false;
        }

        if (isClean)
        {
            slot._slots.Return(slot);
        }
        else
        {
            slot.Free();
        }
    }

    /// <summary>What Wasmtime asks for again and again.</summary>
    private struct Block
    {
        public byte* Address;
        public nuint Initial;
        public nuint Size;
        public nuint Capacity;
        public nint Owner;
    }
}
