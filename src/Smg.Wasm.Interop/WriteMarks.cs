using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Smg.Wasm.Interop;

/// <summary>
/// Marks that a guest's code sets before it writes in its memory, a byte for each block of it: the memory of marks of a module that was
/// made to do so, and that no code of the guest knows. They belong to the place of the guest's memory, and stay with it.
/// </summary>
public sealed unsafe class WriteMarks
{
    /// <summary>
    /// Bytes of a block are 2 to the power of this: 256. A call of a script writes in 20 pages, but only in 61 such blocks.
    /// </summary>
    public const int BlockShift = 8;

    /// <summary>Blocks that have a mark, for 16 MiB; the ones behind them share those of the first.</summary>
    public const int Blocks = 1 << 16;

    /// <summary>
    /// A mark for an address is one for all stores that begin less than so many bytes behind it: 128, so that one serves a structure or a
    /// frame of the stack, and little is undone in vain.
    /// </summary>
    public const int ReachBytes = 128;

    /// <summary>The export of a module that is the memory in which its code marks what it writes.</summary>
    public const string MarkedExport = "memory";

    /// <summary>The export that is the memory of marks.</summary>
    public const string MarksExport = "marks";

    /// <summary>Bytes of the largest store.</summary>
    private const int StoreBytes = 16;

    private const int BlockBytes = 1 << BlockShift;
    private const int MarksAtOnce = 64;

    private readonly byte* _marks;
    private readonly MemoryReservation _size;
    private readonly ulong[] _pages;

    private WriteMarks(byte* marks, in MemoryReservation size, nuint memoryBytes)
    {
        _marks = marks;
        _size = size;
        _pages = new ulong[(memoryBytes / (nuint)WrittenPages.PageBytes / 64) + 1];
    }

    /// <summary>Where they are.</summary>
    internal byte* Address => _marks;

    /// <summary>Pages in which something was undone since <see cref="Clear"/>: they are the mapping's own.</summary>
    internal int Pages { get; private set; }

    /// <summary>Makes marks, none of which is set.</summary>
    /// <param name="size">What Wasmtime asked for.</param>
    /// <param name="memoryBytes">Bytes of the memory that they are for.</param>
    /// <returns>Null where the operating system refuses it.</returns>
    internal static WriteMarks? TryMake(in MemoryReservation size, nuint memoryBytes)
    {
        if (size.Capacity < Blocks || memoryBytes > (nuint)Blocks << BlockShift)
        {
            return null;
        }

        byte* marks = VirtualMemory.TryReserve(size.Capacity + size.Guard);
        if (marks == null)
        {
            return null;
        }

        if (VirtualMemory.TryOpen(marks, Blocks))
        {
            return new WriteMarks(marks, size, memoryBytes);
        }

        VirtualMemory.Free(marks, size.Capacity + size.Guard);
        return null;
    }

    /// <summary>Whether they are what Wasmtime asks for.</summary>
    internal bool Fit(in MemoryReservation size) => size == _size;

    /// <summary>The marks as a memory of an instance, which frees nothing.</summary>
    internal LinearMemory Memory =>
        new()
        {
            Env = (nint)_marks,
            Get = &OnGet,
            Grow = &OnGrow,
            Finalizer = &OnFree,
        };

    /// <summary>Marks what the host writes itself.</summary>
    /// <param name="address">Where in the memory.</param>
    /// <param name="bytes">How many.</param>
    internal void Mark(nuint address, nuint bytes)
    {
        for (nuint block = address >> BlockShift; bytes > 0 && block <= (address + bytes - 1) >> BlockShift; block++)
        {
            _marks[block % Blocks] = 1;
        }
    }

    /// <summary>Makes a memory what it should be, wherever it was marked, and takes the marks away.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="image">What it should be.</param>
    /// <param name="bytes">How many bytes it has, whole pages.</param>
    /// <remarks>Compiled as it stays: the runtime's first, slow code for it would run in each call for seconds.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Undo(byte* memory, in MemoryImage image, nuint bytes)
    {
        nuint blocks = bytes >> BlockShift;
        for (nuint first = 0; first < blocks; first += MarksAtOnce)
        {
            Vector512<byte> marks = Vector512.Load(_marks + first);
            if (marks == Vector512<byte>.Zero)
            {
                continue;
            }

            Vector512<byte>.Zero.Store(_marks + first);
            for (ulong set = ~Vector512.Equals(marks, Vector512<byte>.Zero).ExtractMostSignificantBits(); set != 0; )
            {
                int start = BitOperations.TrailingZeroCount(set);
                int length = BitOperations.TrailingZeroCount(~(set >> start));
                set &= length == MarksAtOnce ? 0 : ~(((1ul << length) - 1) << start);
                nuint from = (first + (nuint)start) << BlockShift;
                nuint to = Math.Min(from + ((nuint)length << BlockShift) + ReachBytes + StoreBytes - 1, bytes);
                image.Restore(memory, from, to);
                NotePages(from, to);
            }
        }
    }

    /// <summary>Takes all marks away: the memory's pages were given back, and none is its own any more.</summary>
    internal void Clear()
    {
        NativeMemory.Clear(_marks, Blocks);
        Array.Clear(_pages);
        Pages = 0;
    }

    /// <summary>Frees them.</summary>
    internal void Free() => VirtualMemory.Free(_marks, _size.Capacity + _size.Guard);

    private void NotePages(nuint from, nuint to)
    {
        nuint pageBytes = (nuint)WrittenPages.PageBytes;
        for (nuint page = from / pageBytes; page <= (to - 1) / pageBytes; page++)
        {
            ref ulong pages = ref _pages[page / 64];
            ulong bit = 1ul << (int)(page % 64);
            Pages += (pages & bit) == 0 ? 1 : 0;
            pages |= bit;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* OnGet(nint env, nuint* size, nuint* capacity)
    {
        *size = Blocks;
        *capacity = Blocks;
        return (byte*)env;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OnGrow(nint env, nuint size)
    {
        fixed (byte* message = "marks cannot grow\0"u8)
        {
            return NativeMethods.wasmtime_error_new(message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnFree(nint env) { }
}
