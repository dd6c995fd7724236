using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text.Json;
using Smg.Wasm.AspNetCore.Registration;

namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>Reads a request's body as JSON, strictly: no comments, no field twice, no deep nesting.</summary>
internal static class JsonBody
{
    /// <summary>Bytes that a body may have: registrations are small.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>What is said of other content types.</summary>
    public const string NoJson = "Send the body as JSON in UTF-8, with 'Content-Type: application/json'.";

    private const int MaxDepth = 8;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the body.</summary>
    /// <param name="context">The request.</param>
    /// <returns>Null when it cannot be read; the client has been answered then.</returns>
    public static async Task<JsonDocument?> ReadAsync(HttpContext context)
    {
        if (FindFault(context.Request) is { } fault)
        {
            await AdminAnswer
                .ErrorAsync(context, StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", fault)
                .ConfigureAwait(false);
            return null;
        }

        if (await TryReadAllAsync(context.Request, context.RequestAborted).ConfigureAwait(false) is not { } bytes)
        {
            string tooLarge = $"The body exceeds {MaxBytes} bytes. Register fewer modules with one request.";
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status413PayloadTooLarge, "body_too_large", tooLarge).ConfigureAwait(false);
            return null;
        }

        JsonDocument? json = TryParse(bytes, out string error);
        if (json is null)
        {
            await AdminAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, "malformed_json", error).ConfigureAwait(false);
        }

        return json;
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> bytes, out string error)
    {
        error = "";
        try
        {
            return JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException e)
        {
            string text = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            string place = e.LineNumber is { } line ? $" (line {line + 1}, byte {e.BytePositionInLine + 1})" : "";
            error = $"The body is not the expected JSON: {text}{place}.";
        }
        catch (InvalidOperationException)
        {
            // Names are compared to find those that are there twice.
            error = $"{FormReader.NoUnicode}.";
        }

        return null;
    }

    private static string? FindFault(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return "Send the body without a Content-Encoding.";
        }

        return
            MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
            && (type.CharSet is null || string.Equals(type.CharSet.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase))
            ? null
            : NoJson;
    }

    /// <summary>Reads to the end; null when that is too far away.</summary>
    private static async Task<ReadOnlyMemory<byte>?> TryReadAllAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        PipeReader reader = request.BodyReader;
        while (!(request.ContentLength > MaxBytes))
        {
            ReadResult read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.Length > MaxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                byte[] bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes.AsSpan().StartsWith(ByteOrderMark) ? bytes.AsMemory(ByteOrderMark.Length) : bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        return null;
    }
}
