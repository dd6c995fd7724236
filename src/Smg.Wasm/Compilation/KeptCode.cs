using System.Buffers.Binary;
using Smg.Wasm.Adapters;

namespace Smg.Wasm.Compilation;

/// <summary>What a file holds of a compiled component.</summary>
/// <param name="Core">The code of the core module that serves messages; empty where none does.</param>
/// <param name="IsCoreWhole">Whether that serves every message that the component serves.</param>
/// <param name="Data">What the memory begins with; null where the code says so.</param>
/// <param name="Component">The component's code.</param>
internal sealed record KeptCode(ReadOnlyMemory<byte> Core, bool IsCoreWhole, MemoryData? Data, ReadOnlyMemory<byte> Component)
{
    /// <summary>Bytes before the code: its length, and whether it is whole.</summary>
    private const int HeadBytes = sizeof(int) + 1;

    /// <summary>Reads what <see cref="ToArray"/> wrote.</summary>
    /// <param name="bytes">The bytes, which are trusted.</param>
    /// <param name="hasData">Whether they hold what the memory begins with.</param>
    public static KeptCode Read(ReadOnlyMemory<byte> bytes, bool hasData)
    {
        int core = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
        ReadOnlyMemory<byte> rest = bytes[(HeadBytes + core)..];
        int length = 0;
        MemoryData? data = hasData ? MemoryData.Read(rest, out length) : null;
        return new KeptCode(bytes.Slice(HeadBytes, core), bytes.Span[sizeof(int)] != 0, data, rest[length..]);
    }

    /// <summary>The bytes to keep.</summary>
    public byte[] ToArray()
    {
        byte[] head = new byte[HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, Core.Length);
        head[sizeof(int)] = IsCoreWhole ? (byte)1 : (byte)0;
        return [.. head, .. Core.Span, .. Data?.ToArray() ?? [], .. Component.Span];
    }
}
