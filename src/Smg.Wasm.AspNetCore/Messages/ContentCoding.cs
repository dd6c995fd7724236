using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>The content codings that the gateway decodes for modules: gzip, deflate and br.</summary>
internal static class ContentCoding
{
    /// <summary>The field that names them.</summary>
    public const string Field = "Content-Encoding";

    private const string Identity = "identity";

    /// <summary>More layers than this are nobody's honest answer, and each costs a decoder.</summary>
    private const int MaxLayers = 3;

    /// <summary>The low four bits of a zlib header name the method; servers disagree whether deflate has that header.</summary>
    private const int ZlibMethod = 8;

    /// <summary>Whether a coding of this name can be decoded.</summary>
    public static bool IsDecodable(ReadOnlySpan<char> name) =>
        name.Equals("gzip", StringComparison.OrdinalIgnoreCase)
        || name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase)
        || name.Equals("deflate", StringComparison.OrdinalIgnoreCase)
        || name.Equals("br", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The codings of a response in the order in which they were applied; empty for none, null where one cannot be decoded.
    /// </summary>
    /// <param name="values">The values of its Content-Encoding.</param>
    public static IReadOnlyList<string>? Read(IEnumerable<string?> values)
    {
        List<string> codings = [];
        foreach (string? value in values)
        {
            foreach (string name in (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (name.Equals(Identity, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                if (!IsDecodable(name) || codings.Count == MaxLayers)
                {
                    return null;
                }

                codings.Add(name);
            }
        }

        return codings;
    }

    /// <summary>A stream of a body without its codings.</summary>
    public static Stream Decode(ReadOnlySequence<byte> body, IReadOnlyList<string> codings) =>
        Decode(PipeReader.Create(body).AsStream(), codings, IsZlib(body));

    /// <summary>Decodes a body as it arrives. A read returns what has arrived and waits for nothing more.</summary>
    public static async ValueTask<Stream> DecodeAsync(PipeReader body, IReadOnlyList<string> codings, CancellationToken cancellationToken)
    {
        ReadResult first = await body.ReadAsync(cancellationToken).ConfigureAwait(false);
        bool isZlib = IsZlib(first.Buffer);
        body.AdvanceTo(first.Buffer.Start, first.Buffer.Start);
        return Decode(body.AsStream(), codings, isZlib);
    }

    private static Stream Decode(Stream stream, IReadOnlyList<string> codings, bool isZlib)
    {
        for (int i = codings.Count - 1; i >= 0; i--)
        {
            stream = codings[i].ToUpperInvariant() switch
            {
                "BR" => new BrotliStream(stream, CompressionMode.Decompress),
                "DEFLATE" => i == codings.Count - 1 && !isZlib
                    ? new DeflateStream(stream, CompressionMode.Decompress)
                    : new ZLibStream(stream, CompressionMode.Decompress),
                _ => new GZipStream(stream, CompressionMode.Decompress),
            };
        }

        return stream;
    }

    private static bool IsZlib(ReadOnlySequence<byte> body)
    {
        ReadOnlySpan<byte> first = body.FirstSpan;
        return first.Length == 0 || (first[0] & 0x0F) == ZlibMethod;
    }
}
