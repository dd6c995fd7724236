using System.Buffers.Binary;
using System.Text;
using Smg.Wasm.Adapters;

namespace Smg.Wasm.Compilation;

/// <summary>What is to be known of a compiled component before its code.</summary>
/// <param name="CoreBytes">The length of the code of the core module that serves messages; 0 where none does.</param>
/// <param name="IsCoreWhole">Whether that module serves every message that the component serves.</param>
/// <param name="Marks">Where its marks are: <see cref="DirectModule.Marks"/>.</param>
/// <param name="Obstacles">Why calls cost more than they could.</param>
/// <param name="Data">What the memory begins with; null where the code says so.</param>
internal sealed record KeptHead(int CoreBytes, bool IsCoreWhole, int? Marks, CallObstacles Obstacles, MemoryData? Data)
{
    private const byte NoMarks = byte.MaxValue;

    /// <summary>The length of the core module's code, of bytes that may be anybody's.</summary>
    /// <returns>Negative where they have none.</returns>
    public static int ReadCoreBytes(ReadOnlySpan<byte> bytes) => BinaryPrimitives.TryReadInt32LittleEndian(bytes, out int core) ? core : -1;

    /// <summary>Reads what <see cref="ToArray"/> wrote.</summary>
    /// <param name="bytes">The bytes, which are trusted.</param>
    public static KeptHead Read(ReadOnlyMemory<byte> bytes)
    {
        int core = ReadCoreBytes(bytes.Span);
        (bool isWhole, byte marks, bool hasData) = (
            bytes.Span[sizeof(int)] != 0,
            bytes.Span[sizeof(int) + 1],
            bytes.Span[sizeof(int) + 2] != 0
        );
        ReadOnlyMemory<byte> rest = bytes[(sizeof(int) + 3)..];
        CallObstacles obstacles = new(ReadText(ref rest), ReadText(ref rest));
        return new KeptHead(core, isWhole, marks == NoMarks ? null : marks, obstacles, hasData ? MemoryData.Read(rest, out _) : null);
    }

    /// <summary>The bytes to keep.</summary>
    public byte[] ToArray()
    {
        byte[] core = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(core, CoreBytes);
        byte[] facts = [IsCoreWhole ? (byte)1 : (byte)0, (byte)(Marks ?? NoMarks), Data is null ? (byte)0 : (byte)1];
        return [.. core, .. facts, .. Text(Obstacles.Direct), .. Text(Obstacles.Start), .. Data?.ToArray() ?? []];
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
