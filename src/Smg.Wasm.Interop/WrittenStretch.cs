using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>Pages behind one another that were written: Linux's <c>struct page_region</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct WrittenStretch
{
    private readonly ulong _start;
    private readonly ulong _end;
    private readonly ulong _categories;

    /// <param name="start">The first byte.</param>
    /// <param name="end">The first byte behind it.</param>
    public WrittenStretch(byte* start, byte* end)
    {
        _start = (ulong)start;
        _end = (ulong)end;
        _categories = 0;
    }

    /// <summary>The first byte.</summary>
    public byte* Start => (byte*)_start;

    /// <summary>How many bytes, whole pages.</summary>
    public nuint Bytes => (nuint)(_end - _start);
}
