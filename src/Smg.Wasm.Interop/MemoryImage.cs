using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>What a memory should be: data from one place to another, and zeros.</summary>
internal readonly unsafe struct MemoryImage
{
    private readonly byte* _data;
    private readonly nuint _start;
    private readonly nuint _end;

    /// <param name="data">The data, which lives while this is used.</param>
    /// <param name="start">Where it begins in the memory.</param>
    /// <param name="end">Where it ends there.</param>
    public MemoryImage(byte* data, nuint start, nuint end)
    {
        _data = data;
        (_start, _end) = (start, end);
    }

    /// <summary>Makes a part of a memory what it should be.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="from">Where the part begins, in bytes.</param>
    /// <param name="to">Where it ends.</param>
    public void Restore(byte* memory, nuint from, nuint to)
    {
        (nuint start, nuint end) = (Math.Clamp(_start, from, to), Math.Clamp(_end, from, to));
        if (start >= end)
        {
            NativeMemory.Clear(memory + from, to - from);
            return;
        }

        NativeMemory.Clear(memory + from, start - from);
        Buffer.MemoryCopy(_data + (start - _start), memory + start, end - start, end - start);
        NativeMemory.Clear(memory + end, to - end);
    }
}
