using System.Buffers.Binary;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

/// <summary>What a guest's memory holds when an instance begins, taken out of its component.</summary>
/// <param name="Pages">Pages of 64 KiB that the memory begins with. No other memory of the component has as many.</param>
/// <param name="Offset">Bytes of zeros before the data.</param>
/// <param name="Data">What the memory holds from there on; zeros follow it.</param>
internal sealed record MemoryData(uint Pages, uint Offset, ReadOnlyMemory<byte> Data)
{
    private const int PageBytes = 64 << 10;
    private const int NumberBytes = sizeof(uint);
    private const int HeaderBytes = 3 * NumberBytes;

    /// <summary>Reads what <see cref="ToArray"/> wrote.</summary>
    /// <param name="bytes">The bytes, which are trusted.</param>
    /// <param name="length">How many of them were read.</param>
    public static MemoryData Read(ReadOnlyMemory<byte> bytes, out int length)
    {
        int data = (int)Number(2);
        length = HeaderBytes + data;
        return new MemoryData(Number(0), Number(1), bytes.Slice(HeaderBytes, data));

        uint Number(int place) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[(place * NumberBytes)..]);
    }

    /// <summary>The data with its place, to be kept in a file.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[HeaderBytes + Data.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Pages);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(NumberBytes), Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(2 * NumberBytes), (uint)Data.Length);
        Data.CopyTo(bytes.AsMemory(HeaderBytes));
        return bytes;
    }

    /// <summary>The data for instances to begin with.</summary>
    /// <returns>Null where the operating system has no memory for it.</returns>
    public MemoryContent? TryPlace() => MemoryContent.TryCreate((long)Pages * PageBytes, Offset, Data.Span);
}
