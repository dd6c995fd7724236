using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Smg.Wasm.Contract;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.AspNetCore.Access;

/// <summary>Writes an entry as one line of UTF-8. What clients and operators chose is escaped, so that a line is one entry.</summary>
internal static class AccessLine
{
    private const string Times = "yyyy-MM-ddTHH:mm:ss.fffZ";
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Writes an entry.</summary>
    public static void Write(AccessEntry entry, AccessLogFormat format, ArrayBufferWriter<byte> line)
    {
        if (format == AccessLogFormat.Json)
        {
            WriteJson(entry, line);
        }
        else
        {
            Encoding.UTF8.GetBytes(Text(entry), line);
        }

        line.Write("\n"u8);
    }

    private static void WriteJson(AccessEntry entry, ArrayBufferWriter<byte> line)
    {
        AccessFields fields = entry.Fields;
        using Utf8JsonWriter json = new(line, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("time", entry.Started.ToString(Times, Culture));
        json.WriteString("request_id", fields.RequestId);
        json.WriteString("client", fields.Client?.ToString());
        json.WriteString("method", fields.Method);
        json.WriteString("path", fields.Path);
        json.WriteString("protocol", fields.Protocol);
        WriteNumber(json, "status", fields.Status);
        WriteNumber(json, "response_bytes", fields.ResponseBytes);
        json.WriteNumber("duration_ms", Ms(entry.Duration));
        if (entry.Upstream is { } upstream)
        {
            json.WriteNumber("upstream_ms", Ms(upstream));
        }

        if (fields.Error is { } error)
        {
            json.WriteString("upstream_error", error.ToString());
        }

        json.WriteBoolean("cut", fields.IsCut);
        json.WriteStartArray("modules");
        foreach (ChainCall call in entry.Trace.Calls)
        {
            json.WriteStartObject();
            json.WriteString("name", call.Module);
            json.WriteString("at", call.AttachPoint.ToString());
            json.WriteString("outcome", call.Outcome);
            json.WriteNumber("duration_ms", Ms(call.Duration));
            json.WriteEndObject();
        }

        foreach (EventTally tally in entry.Trace.Streams)
        {
            WriteJson(tally, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteJson(EventTally tally, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", tally.Module);
        json.WriteString("at", nameof(AttachPoint.OnEvent));
        json.WriteString("outcome", tally.Outcome);
        json.WriteNumber("duration_ms", Ms(tally.Duration));
        json.WriteStartObject("events");
        foreach ((string name, long count) in Counts(tally))
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Text(AccessEntry entry)
    {
        AccessFields fields = entry.Fields;
        StringBuilder text = new();
        text.Append(Culture, $"{entry.Started.ToString(Times, Culture)} {fields.Client?.ToString() ?? "-"} ");
        text.Append(Culture, $"{Quote($"{fields.Method} {fields.Path} {fields.Protocol}")} {fields.Status?.ToString(Culture) ?? "-"} ");
        text.Append(Culture, $"{fields.ResponseBytes?.ToString(Culture) ?? "-"} {Ms(entry.Duration):0.000}ms id={fields.RequestId}");
        if (entry.Upstream is { } upstream)
        {
            text.Append(Culture, $" upstream={Ms(upstream):0.000}ms");
        }

        if (fields.Error is { } error)
        {
            text.Append(Culture, $" upstream_error={error}");
        }

        text.Append(fields.IsCut ? " cut" : "");
        foreach (ChainCall call in entry.Trace.Calls)
        {
            text.Append(Culture, $" {Quote(call.Module)}@{call.AttachPoint}={call.Outcome}:{Ms(call.Duration):0.000}ms");
        }

        foreach (EventTally tally in entry.Trace.Streams)
        {
            string counts = string.Join(',', Counts(tally).Select(one => string.Create(Culture, $"{one.Name}={one.Count}")));
            text.Append(Culture, $" {Quote(tally.Module)}@{AttachPoint.OnEvent}={tally.Outcome}:{Ms(tally.Duration):0.000}ms:{counts}");
        }

        return text.ToString();
    }

    /// <summary>What happened to the events that a module saw.</summary>
    private static (string Name, long Count)[] Counts(EventTally tally) =>
        [
            ("passed", tally.Passed),
            ("rewritten", tally.Rewritten),
            ("dropped", tally.Dropped),
            ("ended", tally.Ended),
            ("failed", tally.Failed),
        ];

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, value.Value);
        }
    }

    private static double Ms(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);

    /// <summary>What is not Unicode is replaced: the thread that writes must not end for it.</summary>
    private static string Quote(string text) => $"\"{JavaScriptEncoder.Default.Encode(text)}\"";
}
