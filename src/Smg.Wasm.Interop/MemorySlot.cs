using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>
/// The place of one linear memory, used by one instance after another. What an instance wrote is undone by copying those pages back, which
/// stay in memory: the next instance that writes them causes no page fault, and no mapping changes. Which pages differ from the content is
/// read from the page table each time, so that it does not matter who wrote them, nor how, or is marked by the guest's code. A small memory
/// that is not marked is compared with what it should be. Small memories are all zeros while no instance has them.
/// </summary>
internal sealed unsafe class MemorySlot
{
    /// <summary>
    /// Instances after which a stretch of the memory is compared with the content, and given back: a page table or marks that are wrong are
    /// found out, and a call that wrote far more than others does not make all later ones copy as much. Of a small memory all is compared.
    /// </summary>
    internal const int InstancesBetweenChecks = 256;

    /// <summary>Bytes of the largest memory that is small.</summary>
    public const int SmallBytes = 15 * WasmPageBytes;

    private const int WasmPageBytes = 64 << 10;
    private const int CheckedPages = 32;
    private const int StretchesAtOnce = 64;

    /// <summary>The page before the memory, which nobody can reach: <see cref="WrittenPages.Find"/>.</summary>
    private const int Canary = -1;

    private readonly MemorySlots _slots;
    private readonly bool _isSmall;
    private readonly Block* _block;
    private readonly nuint _reserved;
    private readonly int _maxKept;
    private MemoryContent? _content;
    private readonly bool _isTracked;
    private readonly SlotMarks _marks = new();
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
        _isSmall = initial <= SmallBytes && content is null;
        Reservation = size;
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
        _isTracked =
            !_isSmall
            && IsBoundedByMapping
            && initial > 0
            && slots.MarksAt is null
            && initial >= slots.Pages.TrackedFrom
            && slots.Pages.Tracker?.TryTrack(address, initial) == true;
    }

    /// <summary>Bytes that the memory has in the beginning.</summary>
    public nuint Initial => _block->Initial;

    /// <summary>The address space that it was made for.</summary>
    public MemoryReservation Reservation { get; }

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

    /// <summary>What the memory is in the beginning.</summary>
    private MemoryImage Image => _content?.Image ?? default;

    /// <summary>Gives a small memory, which is all zeros, the content that an instance begins with.</summary>
    /// <param name="content">The content; null for zeros.</param>
    public void BeginWith(MemoryContent? content)
    {
        if (content is null)
        {
            return;
        }

        bool isHeld = false;
        content.DangerousAddRef(ref isHeld);
        _content = content;
        nuint bytes = content.DataEnd - content.DataStart;
        Buffer.MemoryCopy(content.Data, _block->Address + content.DataStart, bytes, bytes);
    }

    /// <summary>The bytes of an instance's memory, as many as there are now.</summary>
    public MemoryView View => new(_block->Address, _block->Size);

    /// <summary>Whether a memory is this one.</summary>
    /// <param name="memory">Where it begins.</param>
    public bool IsAt(byte* memory) => memory == _block->Address;

    /// <summary>Gives an instance marks, which say what it writes once they are trusted.</summary>
    /// <param name="size">What Wasmtime asked for.</param>
    /// <returns>Null where the instance has them already, or the operating system refuses it.</returns>
    public WriteMarks? TryMark(in MemoryReservation size) => _marks.TryGive(size, Initial);

    /// <summary>Trusts the marks that were given to an instance: another one of its module had them where its code sets them.</summary>
    public void TrustMarks() => _marks.Trust();

    /// <summary>Trusts the marks that were given to an instance if they are where it has its own.</summary>
    /// <param name="marks">Where its code sets marks.</param>
    /// <returns>Whether they are.</returns>
    public bool TrustMarksAt(byte* marks) => _marks.TrustIf(marks);

    /// <summary>The host writes in the memory.</summary>
    /// <param name="address">Where in it.</param>
    /// <param name="bytes">How many bytes.</param>
    public void NoteWrite(nuint address, nuint bytes) => _marks.Trusted?.Mark(address, bytes);

    /// <summary>Frees the mapping.</summary>
    public void Free()
    {
        _marks.Free();
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
    public bool TryResetInPlace() => _block->Size == Initial && !_marks.AreMisplaced && TryReset(_content);

    /// <summary>Makes the memory what it was in the beginning.</summary>
    /// <returns>False where the operating system refuses that: the slot cannot be used again.</returns>
    private bool TryReset(MemoryContent? content)
    {
        if (!IsBoundedByMapping)
        {
            return TryClear();
        }

        return TryShrink() && (Initial == 0 || (_isSmall ? TryUndoSmall(content) : TryUndo()));
    }

    private bool TryClear()
    {
        NativeMemory.Clear(_block->Address, Math.Min(_block->Size, WasmPageBytes));
        bool isClear = _block->Size <= WasmPageBytes || VirtualMemory.TryDiscard(_block->Address + WasmPageBytes, _open - WasmPageBytes);
        _block->Size = Initial;
        return isClear;
    }

    private void LeaveContent()
    {
        if (_isSmall)
        {
            _content?.DangerousRelease();
            _content = null;
        }
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

    /// <summary>Makes a small memory what it should be.</summary>
    /// <param name="content">What that is; null for zeros.</param>
    /// <returns>False where the operating system refuses something.</returns>
    private bool TryUndoSmall(MemoryContent? content)
    {
        if (_marks.Trusted is not { } marks || PagesOf(Initial) > _maxKept || !_slots.Pages.AreKnown)
        {
            return TryCompare(content);
        }

        marks.Undo(_block->Address, content?.Image ?? default, Initial);
        if (content is null && _content is not null)
        {
            // Nobody marked the data that the memory began with.
            NativeMemory.Clear(_block->Address + _content.DataStart, _content.DataEnd - _content.DataStart);
        }

        return content is not null || ++_instances % InstancesBetweenChecks != 0 || TryCheckSmall();
    }

    /// <summary>Looks whether a small memory that nobody has is all zeros.</summary>
    /// <returns>False where the operating system refuses something.</returns>
    private bool TryCheckSmall()
    {
        if (!new ReadOnlySpan<byte>(_block->Address, (int)Initial).ContainsAnyExcept((byte)0))
        {
            return true;
        }

        _slots.Pages.Distrust();
        return TryCompare(content: null);
    }

    /// <summary>Restores what differs, as far as the memory may be kept; the rest returns to the system first.</summary>
    /// <param name="content">What the memory should be; null for zeros.</param>
    /// <returns>False where the operating system does not take it.</returns>
    private bool TryCompare(MemoryContent? content)
    {
        // Marks that are set stay: the next call undoes more than it wrote.
        int kept = Math.Min(PagesOf(Initial), _maxKept);
        if (kept < PagesOf(Initial) && !TryGiveBack(kept, PagesOf(Initial) - kept))
        {
            return false;
        }

        nuint bytes = (nuint)kept * PageBytes;
        (nuint start, nuint end) = content is null ? (bytes, bytes) : (content.DataStart, content.DataEnd);
        WrittenBytes.Zero(_block->Address, Math.Min(start, bytes));
        if (content is not null)
        {
            WrittenBytes.Copy(_block->Address + start, content.Data, end - start);
        }

        if (end < bytes)
        {
            WrittenBytes.Zero(_block->Address + end, bytes - end);
        }

        return true;
    }

    private bool TryUndo()
    {
        if (!_slots.Pages.AreKnown || !(_marks.Trusted is { } marks ? TryUndo(marks) : TryCopyBack()))
        {
            return TryGiveBack(0, PagesOf(Initial));
        }

        return ++_instances % InstancesBetweenChecks != 0 || TryCheck();
    }

    /// <summary>Restores what was marked.</summary>
    /// <returns>False where more pages than may be kept are the memory's own by now.</returns>
    private bool TryUndo(WriteMarks marks)
    {
        marks.Undo(_block->Address, Image, Initial);
        return marks.Pages <= _maxKept;
    }

    /// <summary>Restores the pages that were written. Pages beyond the number that may be kept return to the system.</summary>
    /// <returns>False where they are not known, or the operating system does not take them.</returns>
    private bool TryCopyBack()
    {
        int kept = 0;
        Span<WrittenStretch> stretches = stackalloc WrittenStretch[StretchesAtOnce];
        for (nuint done = 0; done < Initial; )
        {
            int count = _slots.Pages.Find(_block->Address, (done, Initial), _isTracked, stretches, out nuint looked);
            if (count < 0 || looked == 0)
            {
                _slots.Pages.Distrust();
                return false;
            }

            done += looked;
            foreach (WrittenStretch stretch in stretches[..count])
            {
                (int first, int length) = (PagesOf((nuint)(stretch.Start - _block->Address)), PagesOf(stretch.Bytes));
                int room = Math.Min(length, _maxKept - kept);
                CopyBack(first, room);
                if (room < length)
                {
                    return TryGiveBack(first + room, PagesOf(Initial) - (first + room));
                }

                kept += length;
            }
        }

        return true;
    }

    private void CopyBack(int first, int pages) =>
        Image.Restore(_block->Address, (nuint)first * PageBytes, (nuint)(first + pages) * PageBytes);

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

    private bool TryGiveBack(int first, int pages)
    {
        if (pages == PagesOf(Initial))
        {
            _marks.Trusted?.Clear();
        }

        nuint bytes = (nuint)pages * PageBytes;
        if (!VirtualMemory.TryDiscard(AddressOf(first), bytes))
        {
            return false;
        }

        if (_isTracked)
        {
            // Where that is refused, they are copied back though they are as they should be.
            _ = _slots.Pages.Tracker?.TryForget(AddressOf(first), bytes);
        }

        return true;
    }

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
        if ((_isSmall || TryWriteCanary(reserved)) && TryMapContent(address))
        {
            if (!_isSmall)
            {
                // One huge page would be copied back whole for each byte that is written in it.
                _ = VirtualMemory.TryForbidHugePages(reserved, _reserved);
            }

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
            isClean = slot.TryReset(content: null);
            slot._marks.End();
            slot.LeaveContent();
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
