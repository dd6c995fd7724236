using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>
/// The place of one linear memory, used by one instance after another. What an instance wrote is undone by copying those pages back, which
/// stay in memory: the next instance that writes them causes no page fault, and no mapping changes. The pages that were ever written are
/// known; that a call wrote no others follows from that its thread had no page fault meanwhile. Where it had one, or where that is not
/// certain, the operating system is asked.
/// </summary>
internal sealed unsafe class MemorySlot
{
    /// <summary>
    /// Instances after which all pages are given back once: a call that wrote far more than others does not make all later ones copy as
    /// much.
    /// </summary>
    internal const int InstancesOfAGeneration = 8192;

    private const int WasmPageBytes = 64 << 10;
    private const int PagesAtOnce = 512;

    private readonly MemorySlots _slots;
    private readonly MemoryContent? _content;
    private readonly Block* _block;
    private readonly nuint _reserved;
    private readonly int _maxKept;
    private readonly PageSet _kept;
    private long _faults;
    private int _thread;
    private int _instances;

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
        _reserved = RoundUp(size.Capacity) + RoundUp(size.Guard);
        _open = RoundUp(initial);
        _maxKept = (int)Math.Min(slots.MaxKeptBytes / WrittenPages.PageBytes, int.MaxValue);
        _kept = new PageSet((int)(_open / (nuint)WrittenPages.PageBytes));
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

    /// <summary>An instance begins.</summary>
    /// <returns>The memory for it.</returns>
    public LinearMemory Begin()
    {
        _thread = Environment.CurrentManagedThreadId;
        _faults = Initial == 0 ? 0 : WrittenPages.FaultsOfThread();
        return new LinearMemory
        {
            Env = (nint)_block,
            Get = &OnGet,
            Grow = &OnGrow,
            Finalizer = &OnFree,
        };
    }

    /// <summary>Frees the mapping.</summary>
    public void Free()
    {
        VirtualMemory.Free(_block->Address, _reserved);
        GCHandle.FromIntPtr(_block->Owner).Free();
        NativeMemory.Free(_block);
        _content?.DangerousRelease();
    }

    /// <summary>Makes the memory what it was in the beginning.</summary>
    /// <returns>False where the operating system refuses that: the slot cannot be used again.</returns>
    private bool TryReset()
    {
        if (!IsBoundedByMapping)
        {
            return TryClear();
        }

        return TryShrink() && (Initial == 0 || TryUndo());
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

    private bool TryUndo()
    {
        bool isNewGeneration = ++_instances % InstancesOfAGeneration == 0;
        if (isNewGeneration || (!WroteNoOthers() && !TryFindWritten()))
        {
            _kept.Clear();
            return VirtualMemory.TryDiscard(_block->Address, Initial);
        }

        CopyBack();
        return true;
    }

    /// <summary>Whether only pages were written that were before: this thread alone ran the instance, and had no page fault.</summary>
    private bool WroteNoOthers() =>
        _thread == Environment.CurrentManagedThreadId
        && !HostMemory.WasCalledElsewhere
        && _faults >= 0
        && _faults == WrittenPages.FaultsOfThread();

    private void CopyBack()
    {
        foreach (Range run in _kept.Runs)
        {
            nuint start = (nuint)run.Start.Value * (nuint)WrittenPages.PageBytes;
            nuint length = ((nuint)run.End.Value * (nuint)WrittenPages.PageBytes) - start;
            if (_content is null)
            {
                NativeMemory.Clear(_block->Address + start, length);
            }
            else
            {
                Buffer.MemoryCopy(_content.Address + start, _block->Address + start, length, length);
            }
        }
    }

    /// <summary>Finds the pages that were written. Those for which there is no room among the kept are given back.</summary>
    /// <returns>False where that is not known.</returns>
    private bool TryFindWritten()
    {
        int pages = (int)(Initial / (nuint)WrittenPages.PageBytes);
        Span<ulong> entries = stackalloc ulong[PagesAtOnce];
        for (int first = 0; first < pages; first += PagesAtOnce)
        {
            Span<ulong> some = entries[..Math.Min(PagesAtOnce, pages - first)];
            if (!WrittenPages.TryRead(AddressOf(first), some) || !TryKeep(first, some))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryKeep(int first, ReadOnlySpan<ulong> entries)
    {
        int given = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            bool isNew = WrittenPages.IsWritten(entries[i]) && !_kept.Contains(first + i);
            if (isNew && _kept.Count < _maxKept)
            {
                _kept.Add(first + i);
            }
            else if (isNew)
            {
                given++;
                continue;
            }

            if (given > 0 && !TryGiveBack(first + i - given, given))
            {
                return false;
            }

            given = 0;
        }

        return given == 0 || TryGiveBack(first + entries.Length - given, given);
    }

    private bool TryGiveBack(int first, int pages) =>
        VirtualMemory.TryDiscard(AddressOf(first), (nuint)pages * (nuint)WrittenPages.PageBytes);

    private byte* AddressOf(int page) => _block->Address + ((nuint)page * (nuint)WrittenPages.PageBytes);

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
        byte* address = VirtualMemory.TryReserve(_reserved);
        if (address == null)
        {
            throw Refused();
        }

        bool isMapped = _content is null
            ? VirtualMemory.TryOpen(address, _open)
            : VirtualMemory.TryMapPrivate(address, _content.File, _open);
        if (isMapped)
        {
            return address;
        }

        VirtualMemory.Free(address, _reserved);
        throw Refused();
    }

    private InsufficientMemoryException Refused() => new($"the operating system refuses {_reserved} bytes of address space");

    private static nuint RoundUp(nuint bytes) =>
        (bytes + (nuint)WrittenPages.PageBytes - 1) / (nuint)WrittenPages.PageBytes * (nuint)WrittenPages.PageBytes;

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
