using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>Pages behind one another that were written: Linux's <c>struct page_region</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct WrittenStretch
{
    private readonly ulong _start;
    private readonly ulong _end;
    private readonly ulong _categories;

    /// <summary>The first byte.</summary>
    public byte* Start => (byte*)_start;

    /// <summary>How many bytes, whole pages.</summary>
    public nuint Bytes => (nuint)(_end - _start);
}
