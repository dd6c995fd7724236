using System.Buffers;
using System.Text;
using System.Text.Json;
using Smg.Wasm.AspNetCore.Errors;
using Smg.Wasm.Contract;

namespace Smg.Wasm.AspNetCore.Events;

/// <summary>Writes events as lines that end with LF.</summary>
internal static class EventWriter
{
    /// <summary>Writes an event. One without any line is not written.</summary>
    public static void Write(IBufferWriter<byte> target, StreamEvent item)
    {
        if (item is { EventType: null, Id: null, Data: null, OtherLines.Count: 0 })
        {
            return;
        }

        // The others first: of two event or id fields the last one counts.
        foreach (string line in item.OtherLines)
        {
            Encoding.UTF8.GetBytes(line, target);
            target.Write("\n"u8);
        }

        WriteField(target, "event: "u8, item.EventType);
        WriteField(target, "id: "u8, item.Id);
        if (item.Data is { } data)
        {
            WriteData(target, data);
        }

        target.Write("\n"u8);
    }

    /// <summary>
    /// Writes why a stream ends before its end, as an event of the type <c>error</c> with the JSON of the gateway's other errors.
    /// </summary>
    public static void WriteError(IBufferWriter<byte> target, string type, string message)
    {
        target.Write("event: error\ndata: "u8);
        target.Write(
            JsonSerializer.SerializeToUtf8Bytes(
                new GatewayError(new GatewayErrorDetail(type, message)),
                GatewayErrorContext.Default.GatewayError
            )
        );
        target.Write("\n\n"u8);
    }

    private static void WriteField(IBufferWriter<byte> target, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            target.Write(name);
            Encoding.UTF8.GetBytes(value, target);
            target.Write("\n"u8);
        }
    }

    private static void WriteData(IBufferWriter<byte> target, ReadOnlySpan<char> data)
    {
        while (true)
        {
            int end = data.IndexOfAny('\r', '\n');
            target.Write("data: "u8);
            Encoding.UTF8.GetBytes(end < 0 ? data : data[..end], target);
            target.Write("\n"u8);
            if (end < 0)
            {
                return;
            }

            int next = end + (data[end] == '\r' && end + 1 < data.Length && data[end + 1] == '\n' ? 2 : 1);
            data = data[next..];
        }
    }
}
