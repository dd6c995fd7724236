using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary>The bytes of a guest's memory, which may be more than a span holds.</summary>
public readonly unsafe ref struct MemoryView
{
    private readonly ref byte _first;

    /// <summary>Takes bytes.</summary>
    public MemoryView(Span<byte> bytes)
    {
        _first = ref MemoryMarshal.GetReference(bytes);
        Length = (ulong)bytes.Length;
    }

    internal MemoryView(byte* first, nuint length)
    {
        _first = ref Unsafe.AsRef<byte>(first);
        Length = length;
    }

    /// <summary>How many there are.</summary>
    public ulong Length { get; }

    /// <summary>A part of them.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <exception cref="InvalidDataException">It is not within the memory, or larger than a span.</exception>
    public ReadOnlySpan<byte> Slice(ulong address, ulong length) =>
        address <= Length && length <= Length - address && length <= int.MaxValue
            ? MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AddByteOffset(ref _first, (nuint)address), (int)length)
            : throw new InvalidDataException("pointer out of bounds of memory");
}
