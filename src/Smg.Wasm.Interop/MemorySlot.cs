using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>
/// The place of one linear memory, used by one instance after another. What an instance wrote is undone by copying it back, so that its
/// pages stay in memory: the next instance that writes there causes no page fault, and no mapping changes. <see cref="PageUndo"/> and
/// <see cref="SmallUndo"/> find what was written. Small memories are all zeros while no instance has them.
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

    /// <summary>Bytes of a page of WebAssembly.</summary>
    public const int WasmPageBytes = 64 << 10;

    private readonly MemorySlots _slots;
    private readonly Block* _block;
    private readonly SlotMapping _mapping;
    private readonly SlotMarks _marks = new();

    /// <summary>Undoes writes in a small memory; null in other slots.</summary>
    private readonly SmallUndo? _small;

    /// <summary>Undoes writes in a large memory; null in slots of small ones.</summary>
    private readonly PageUndo? _pages;

    private MemoryContent? _content;

    /// <summary>Makes a slot.</summary>
    /// <param name="slots">Where it goes when its memory is freed.</param>
    /// <param name="content">What the memory holds in the beginning; null for zeros.</param>
    /// <param name="initial">Bytes that it has in the beginning.</param>
    /// <param name="size">What Wasmtime asked for.</param>
    /// <exception cref="InsufficientMemoryException">The operating system refuses the mapping.</exception>
    public MemorySlot(MemorySlots slots, MemoryContent? content, nuint initial, in MemoryReservation size)
    {
        bool isSmall = initial <= SmallBytes && content is null;
        _slots = slots;
        _content = content;
        Reservation = size;
        _mapping = new SlotMapping(content, initial, size, findsWrites: !isSmall);
        bool isHeld = false;
        content?.DangerousAddRef(ref isHeld);
        _block = (Block*)NativeMemory.AllocZeroed((nuint)sizeof(Block));
        *_block = new Block
        {
            Address = _mapping.Address,
            Size = initial,
            Capacity = size.Capacity,
            Owner = GCHandle.ToIntPtr(GCHandle.Alloc(this)),
        };
        (_small, _pages) = isSmall
            ? (new SmallUndo(_mapping, slots, _marks), null)
            : ((SmallUndo?)null, new PageUndo(_mapping, content, slots, _marks));
    }

    /// <summary>Bytes that the memory has in the beginning.</summary>
    public nuint Initial => _mapping.Initial;

    /// <summary>The address space that it was made for.</summary>
    public MemoryReservation Reservation { get; }

    /// <summary>Whether the memory begins with the component's content.</summary>
    public bool HasContent => _content is not null;

    /// <summary>The memory for an instance.</summary>
    public LinearMemory Memory =>
        new()
        {
            Env = (nint)_block,
            Get = &OnGet,
            Grow = &OnGrow,
            Finalizer = &OnFree,
        };

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
        Buffer.MemoryCopy(content.Data, _mapping.Address + content.DataStart, bytes, bytes);
    }

    /// <summary>The bytes of an instance's memory, as many as there are now.</summary>
    public MemoryView View => new(_mapping.Address, _block->Size);

    /// <summary>Whether a memory is this one.</summary>
    /// <param name="memory">Where it begins.</param>
    public bool IsAt(byte* memory) => memory == _mapping.Address;

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
        _mapping.Free();
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

    /// <summary>Makes the memory what it should be, as large as it was in the beginning.</summary>
    /// <param name="content">What a small one should be; null for zeros.</param>
    /// <returns>False where the operating system refuses that: the slot cannot be used again.</returns>
    private bool TryReset(MemoryContent? content)
    {
        if (!_mapping.IsBoundedByMapping)
        {
            return TryClear();
        }

        if (!_mapping.TryShrink())
        {
            return false;
        }

        _block->Size = Initial;
        return Initial == 0 || (_small?.TryUndo(content, _content) ?? _pages!.TryUndo());
    }

    private bool TryClear()
    {
        NativeMemory.Clear(_mapping.Address, Math.Min(_block->Size, WasmPageBytes));
        bool isClear = _block->Size <= WasmPageBytes || _mapping.TryDiscardBehind(WasmPageBytes);
        _block->Size = Initial;
        return isClear;
    }

    private void LeaveContent()
    {
        if (_small is not null)
        {
            _content?.DangerousRelease();
            _content = null;
        }
    }

    private bool TryGrow(nuint size)
    {
        if (size > _block->Capacity || !_mapping.TryGrow(size))
        {
            return false;
        }

        _block->Size = size;
        return true;
    }

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
        public nuint Size;
        public nuint Capacity;
        public nint Owner;
    }
}
