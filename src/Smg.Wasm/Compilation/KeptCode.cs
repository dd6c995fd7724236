using System.Buffers.Binary;
using Smg.Wasm.Adapters;

namespace Smg.Wasm.Compilation;

/// <summary>What a file holds of a compiled component.</summary>
/// <param name="Core">The code of the core module that serves messages; empty where none does.</param>
/// <param name="Head">What is to be known of the core module.</param>
/// <param name="Data">What the memory begins with; null where the code says so.</param>
/// <param name="Component">The component's code.</param>
internal sealed record KeptCode(ReadOnlyMemory<byte> Core, KeptCore Head, MemoryData? Data, ReadOnlyMemory<byte> Component)
{
    /// <summary>Bytes before the code: its length, whether it is whole, and where its marks are.</summary>
    private const int HeadBytes = sizeof(int) + 2;

    private const byte NoMarks = byte.MaxValue;

    /// <summary>Reads what <see cref="ToArray"/> wrote.</summary>
    /// <param name="bytes">The bytes, which are trusted.</param>
    /// <param name="hasData">Whether they hold what the memory begins with.</param>
    public static KeptCode Read(ReadOnlyMemory<byte> bytes, bool hasData)
    {
        ReadOnlySpan<byte> head = bytes.Span[..HeadBytes];
        int core = BinaryPrimitives.ReadInt32LittleEndian(head);
        KeptCore known = new(IsCoreWhole: head[sizeof(int)] != 0, head[sizeof(int) + 1] is var marks and not NoMarks ? marks : null);
        ReadOnlyMemory<byte> rest = bytes[(HeadBytes + core)..];
        int length = 0;
        MemoryData? data = hasData ? MemoryData.Read(rest, out length) : null;
        return new KeptCode(bytes.Slice(HeadBytes, core), known, data, rest[length..]);
    }

    /// <summary>The bytes to keep.</summary>
    public byte[] ToArray()
    {
        byte[] head = new byte[HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, Core.Length);
        head[sizeof(int)] = Head.IsCoreWhole ? (byte)1 : (byte)0;
        head[sizeof(int) + 1] = (byte)(Head.Marks ?? NoMarks);
        return [.. head, .. Core.Span, .. Data?.ToArray() ?? [], .. Component.Span];
    }
}

/// <summary>What is to be known of a core module that serves messages.</summary>
/// <param name="IsCoreWhole">Whether it serves every message that the component serves.</param>
/// <param name="Marks">Where its marks are: <see cref="DirectModule.Marks"/>.</param>
internal readonly record struct KeptCore(bool IsCoreWhole, int? Marks);
