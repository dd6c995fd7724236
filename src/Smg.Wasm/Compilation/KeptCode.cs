using System.Buffers.Binary;
using System.Text;
using Smg.Wasm.Adapters;

namespace Smg.Wasm.Compilation;

/// <summary>What a file holds of a compiled component.</summary>
/// <param name="Core">The code of the core module that serves messages; empty where none does.</param>
/// <param name="Head">What is to be known of the core module.</param>
/// <param name="Data">What the memory begins with; null where the code says so.</param>
/// <param name="Component">The component's code.</param>
internal sealed record KeptCode(ReadOnlyMemory<byte> Core, KeptCore Head, MemoryData? Data, ReadOnlyMemory<byte> Component)
{
    /// <summary>Bytes in front: the length of the core module's code, whether it is whole, and where its marks are.</summary>
    private const int HeadBytes = sizeof(int) + 2;

    private const byte NoMarks = byte.MaxValue;

    /// <summary>Reads what <see cref="ToArray"/> wrote.</summary>
    /// <param name="bytes">The bytes, which are trusted.</param>
    /// <param name="hasData">Whether they hold what the memory begins with.</param>
    public static KeptCode Read(ReadOnlyMemory<byte> bytes, bool hasData)
    {
        ReadOnlySpan<byte> head = bytes.Span[..HeadBytes];
        int core = BinaryPrimitives.ReadInt32LittleEndian(head);
        ReadOnlyMemory<byte> behind = bytes[HeadBytes..];
        KeptCore known = new(
            IsCoreWhole: head[sizeof(int)] != 0,
            head[sizeof(int) + 1] is var marks and not NoMarks ? marks : null,
            new CallObstacles(ReadText(ref behind), ReadText(ref behind))
        );
        ReadOnlyMemory<byte> rest = behind[core..];
        int length = 0;
        MemoryData? data = hasData ? MemoryData.Read(rest, out length) : null;
        return new KeptCode(behind[..core], known, data, rest[length..]);
    }

    /// <summary>The bytes to keep.</summary>
    public byte[] ToArray()
    {
        byte[] head = new byte[HeadBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, Core.Length);
        head[sizeof(int)] = Head.IsCoreWhole ? (byte)1 : (byte)0;
        head[sizeof(int) + 1] = (byte)(Head.Marks ?? NoMarks);
        byte[] texts = [.. Text(Head.Obstacles.Direct), .. Text(Head.Obstacles.Start)];
        return [.. head, .. texts, .. Core.Span, .. Data?.ToArray() ?? [], .. Component.Span];
    }

    /// <summary>A text with its length before it, which is negative for null.</summary>
    private static byte[] Text(string? text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text ?? "");
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : bytes.Length);
        return [.. length, .. bytes];
    }

    private static string? ReadText(ref ReadOnlyMemory<byte> bytes)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
        string? text = length < 0 ? null : Encoding.UTF8.GetString(bytes.Span.Slice(sizeof(int), length));
        bytes = bytes[(sizeof(int) + Math.Max(length, 0))..];
        return text;
    }
}

/// <summary>What is to be known of a core module that serves messages.</summary>
/// <param name="IsCoreWhole">Whether it serves every message that the component serves.</param>
/// <param name="Marks">Where its marks are: <see cref="DirectModule.Marks"/>.</param>
/// <param name="Obstacles">Why calls cost more than they could.</param>
internal readonly record struct KeptCore(bool IsCoreWhole, int? Marks, CallObstacles Obstacles);
