using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>The content codings that the gateway decodes for modules: gzip, deflate and br.</summary>
internal static class ContentCoding
{
    /// <summary>The field that names them.</summary>
    public const string Field = "Content-Encoding";

    /// <summary>Digests of a body's coded bytes, which say nothing true of the decoded ones (RFC 9530, RFC 3230, RFC 1864).</summary>
    public static readonly IReadOnlyList<string> Digests = ["Content-Digest", "Repr-Digest", "Digest", ContentMd5];

    /// <summary>A digest that .NET counts among the fields of a body.</summary>
    public const string ContentMd5 = "Content-MD5";

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

    /// <summary>Whether a field speaks of the coded bytes, and ends with the coding.</summary>
    public static bool IsOfCoding(string name) =>
        name.Equals(Field, StringComparison.OrdinalIgnoreCase) || Digests.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a head that of its decoded body.</summary>
    /// <param name="headers">The head.</param>
    /// <param name="length">Bytes of the decoded body; null where they are not known.</param>
    public static void Remove(IHeaderDictionary headers, long? length)
    {
        headers.Remove(Field);
        headers.ContentLength = length;
        foreach (string digest in Digests)
        {
            headers.Remove(digest);
        }
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
            string coding = codings[i].ToUpperInvariant();
            CodedBytes coded = new(stream, isGzip: coding is "GZIP" or "X-GZIP");
            Stream decoder = coding switch
            {
                "BR" => new BrotliStream(coded, CompressionMode.Decompress),
                "DEFLATE" => i == codings.Count - 1 && !isZlib
                    ? new DeflateStream(coded, CompressionMode.Decompress)
                    : new ZLibStream(coded, CompressionMode.Decompress),
                _ => new GZipStream(coded, CompressionMode.Decompress),
            };
            stream = new DecodedBytes(decoder, coded);
        }

        return stream;
    }

    private static bool IsZlib(ReadOnlySequence<byte> body)
    {
        ReadOnlySpan<byte> first = body.FirstSpan;
        return first.Length == 0 || (first[0] & 0x0F) == ZlibMethod;
    }
}
