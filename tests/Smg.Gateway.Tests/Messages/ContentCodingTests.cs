using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Smg.Wasm.AspNetCore.Messages;

namespace Smg.Gateway.Tests.Messages;

public sealed class ContentCodingTests
{
    private static readonly byte[] Text = [.. Enumerable.Range(0, 700).Select(i => (byte)('a' + (i * i % 23)))];

    public static TheoryData<string> All() => ["gzip", "x-gzip", "deflate", "raw-deflate", "br", "gzip, br", "br, gzip", "deflate, gzip"];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_body_that_breaks_off_is_not_taken_for_whole(string codings)
    {
        byte[] coded = Encode(Text, codings);
        Assert.Equal(Text, await DecodeAsync(coded, codings));
        for (int length = 1; length < coded.Length; length++)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => DecodeAsync(coded[..length], codings));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_stream_that_breaks_off_ends_in_an_error_after_what_came(string codings)
    {
        byte[] coded = Encode(Text, codings);
        Assert.Equal(Text, await DecodeStreamAsync(coded, codings));
        foreach (int length in new[] { 1, 9, coded.Length / 2, coded.Length - 1 })
        {
            await Assert.ThrowsAnyAsync<Exception>(() => DecodeStreamAsync(coded[..length], codings));
        }
    }

    [Fact]
    public async Task Members_of_gzip_follow_each_other_and_nothing_decodes_to_nothing()
    {
        byte[] two = [.. Encode(Text, "gzip"), .. Encode(Text, "gzip")];
        byte[] plain = await DecodeAsync(two, "gzip");
        Assert.Equal(Text.Concat(Text), plain);
        foreach (string coding in new[] { "gzip", "deflate", "br" })
        {
            Assert.Empty(await DecodeAsync(Encode([], coding), coding));
            Assert.Empty(await DecodeStreamAsync([], coding));
        }
    }

    /// <summary>Applies codings in their order.</summary>
    internal static byte[] Encode(byte[] body, string codings)
    {
        foreach (string coding in codings.Split(", "))
        {
            using MemoryStream coded = new();
            using (
                Stream stream = coding switch
                {
                    "br" => new BrotliStream(coded, CompressionLevel.Fastest),
                    "deflate" => new ZLibStream(coded, CompressionLevel.Fastest),
                    "raw-deflate" => new DeflateStream(coded, CompressionLevel.Fastest),
                    _ => new GZipStream(coded, CompressionLevel.Fastest),
                }
            )
            {
                stream.Write(body);
            }

            body = coded.ToArray();
        }

        return body;
    }

    private static IReadOnlyList<string> Read(string codings) =>
        ContentCoding.Read([codings.Replace("raw-", "", StringComparison.Ordinal)])!;

    private static async Task<byte[]> DecodeAsync(byte[] coded, string codings)
    {
        using Stream stream = ContentCoding.Decode(new ReadOnlySequence<byte>(coded), Read(codings));
        using MemoryStream plain = new();
        await stream.CopyToAsync(plain);
        return plain.ToArray();
    }

    private static async Task<byte[]> DecodeStreamAsync(byte[] coded, string codings)
    {
        PipeReader body = PipeReader.Create(new MemoryStream(coded), new StreamPipeReaderOptions(bufferSize: 7, minimumReadSize: 1));
        using Stream stream = await ContentCoding.DecodeAsync(body, Read(codings), TestContext.Current.CancellationToken);
        using MemoryStream plain = new();
        await stream.CopyToAsync(plain);
        return plain.ToArray();
    }
}
