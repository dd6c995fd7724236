using System.Buffers;
using System.Text;
using Smg.Wasm.Contract;

namespace Smg.Wasm.AspNetCore.Events;

/// <summary>
/// Reads the lines of an event as the HTML standard does (9.2.6), and keeps those that clients overlook: a module sees every line that a
/// client gets.
/// </summary>
internal static class EventParser
{
    private static ReadOnlySpan<byte> Bom => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads an event.</summary>
    /// <param name="block">Its lines; the last may lack its end.</param>
    /// <param name="isFirst">Whether this is the stream's first event, before which a byte order mark is skipped.</param>
    public static StreamEvent Parse(in ReadOnlySequence<byte> block, bool isFirst)
    {
        if (block.IsSingleSegment)
        {
            return Parse(block.FirstSpan, isFirst);
        }

        int length = checked((int)block.Length);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            block.CopyTo(bytes);
            return Parse(bytes.AsSpan(0, length), isFirst);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Whether bytes begin with a byte order mark.</summary>
    public static bool HasBom(in ReadOnlySequence<byte> bytes)
    {
        SequenceReader<byte> reader = new(bytes);
        return reader.IsNext(Bom);
    }

    private static StreamEvent Parse(ReadOnlySpan<byte> lines, bool isFirst)
    {
        lines = isFirst && lines.StartsWith(Bom) ? lines[Bom.Length..] : lines;
        string? type = null;
        string? typeLine = null;
        string? id = null;
        string? idLine = null;
        string? data = null;
        StringBuilder? longData = null;
        List<string>? others = null;
        while (!lines.IsEmpty)
        {
            ReadOnlySpan<byte> line = NextLine(ref lines);
            int colon = line.IndexOf((byte)':');
            ReadOnlySpan<byte> name = colon < 0 ? line : line[..colon];
            ReadOnlySpan<byte> value = colon < 0 ? [] : line[(colon + 1)..];
            value = value.StartsWith((byte)' ') ? value[1..] : value;
            if (name.SequenceEqual("data"u8))
            {
                longData = data is null ? null : (longData ?? new StringBuilder(data)).Append('\n').Append(Text(value));
                data ??= Text(value);
            }
            else if (name.SequenceEqual("event"u8))
            {
                Supersede(ref others, typeLine);
                (type, typeLine) = (Text(value), Text(line));
            }
            else if (name.SequenceEqual("id"u8) && !value.Contains((byte)0))
            {
                Supersede(ref others, idLine);
                (id, idLine) = (Text(value), Text(line));
            }
            else if (!line.IsEmpty)
            {
                (others ??= []).Add(Text(line));
            }
        }

        return new StreamEvent
        {
            EventType = type,
            Id = id,
            Data = longData?.ToString() ?? data,
            OtherLines = others ?? (IReadOnlyList<string>)[],
        };
    }

    private static void Supersede(ref List<string>? others, string? line)
    {
        if (line is not null)
        {
            (others ??= []).Add(line);
        }
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> lines)
    {
        int end = lines.IndexOfAny((byte)'\r', (byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? lines : lines[..end];
        lines = end < 0 ? [] : lines[(end + 1)..];
        return line;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
