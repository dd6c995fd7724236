using System.Buffers.Binary;
using System.IO.Compression;

namespace Smg.Load.Histograms;

/// <summary>
/// HdrHistogram's compressed encoding V2, as HdrHistogram for Java, Python, C and JavaScript read and write it: a header, then counts as
/// ZigZag LEB128, zeros as runs; all of it in one complete zlib stream. The .NET library's own encoder does not end the stream, and its
/// decoder fails above 8 KiB.
/// </summary>
internal static class HistogramCodec
{
    private const int Cookie = 0x1c849313;
    private const int CompressedCookie = 0x1c849314;
    private const int HeaderBytes = 40;
    private const int CompressedHeaderBytes = 8;
    private const int MaxNumberBytes = 9;
    private const int BitsPerByte = 7;

    /// <summary>More than any histogram of this harness needs, and little enough to be read into memory.</summary>
    private const int MaxPayloadBytes = 1 << 22;

    /// <summary>Encodes counts.</summary>
    /// <param name="layout">What the counts are of.</param>
    /// <param name="counts">Counts by index, up to the last that is not 0.</param>
    public static byte[] Encode(HistogramLayout layout, ReadOnlySpan<long> counts)
    {
        byte[] payload = Payload(counts);
        byte[] plain = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(plain, Cookie);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(4), payload.Length);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(8), 0);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(12), layout.SignificantDigits);
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(16), 1);
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(24), layout.HighestValue);
        BinaryPrimitives.WriteDoubleBigEndian(plain.AsSpan(32), 1);
        payload.CopyTo(plain.AsSpan(HeaderBytes));

        using MemoryStream compressed = new();
        compressed.Write(stackalloc byte[CompressedHeaderBytes]);
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(plain);
        }

        byte[] bytes = compressed.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, CompressedCookie);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - CompressedHeaderBytes);
        return bytes;
    }

    /// <summary>Decodes counts.</summary>
    /// <param name="layout">What the counts must be of.</param>
    /// <param name="bytes">The encoding.</param>
    /// <returns>Counts by index, up to the last that is not 0.</returns>
    /// <exception cref="FormatException">The encoding is damaged, or of another layout.</exception>
    public static long[] Decode(HistogramLayout layout, byte[] bytes)
    {
        Require(bytes.Length > CompressedHeaderBytes && BinaryPrimitives.ReadInt32BigEndian(bytes) == CompressedCookie);

        // The library reads a stream that was cut off as one that has ended.
        Require(BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)) == bytes.Length - CompressedHeaderBytes);
        try
        {
            using MemoryStream compressed = new(bytes, CompressedHeaderBytes, bytes.Length - CompressedHeaderBytes);
            using ZLibStream zlib = new(compressed, CompressionMode.Decompress);
            byte[] header = new byte[HeaderBytes];
            zlib.ReadExactly(header);
            Require(BinaryPrimitives.ReadInt32BigEndian(header) == Cookie);
            Require(BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8)) == 0);
            Require(BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(12)) == layout.SignificantDigits);
            Require(BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(16)) == 1);
            int length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
            Require(length is >= 0 and <= MaxPayloadBytes);
            byte[] payload = new byte[length];
            zlib.ReadExactly(payload);

            // Reading to the end is what has the checksum compared.
            Require(zlib.ReadByte() < 0);
            return Counts(payload, layout.IndexOf(layout.HighestValue) + 1);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new FormatException("the encoding is damaged", e);
        }
    }

    private static byte[] Payload(ReadOnlySpan<long> counts)
    {
        using MemoryStream payload = new();
        for (int i = 0; i < counts.Length; i++)
        {
            long zeros = 0;
            while (i < counts.Length && counts[i] == 0)
            {
                zeros++;
                i++;
            }

            if (zeros > 0)
            {
                Write(payload, -zeros);
            }

            if (i < counts.Length)
            {
                Write(payload, counts[i]);
            }
        }

        return payload.ToArray();
    }

    private static long[] Counts(ReadOnlySpan<byte> payload, int most)
    {
        List<long> counts = [];
        int at = 0;
        while (at < payload.Length)
        {
            long number = Read(payload, ref at);
            Require(number > 0 ? counts.Count < most : -number <= most - counts.Count && number != 0);
            if (number > 0)
            {
                counts.Add(number);
            }
            else
            {
                counts.AddRange(Enumerable.Repeat(0L, (int)-number));
            }
        }

        return [.. counts];
    }

    /// <summary>Writes a number with its sign in the lowest bit, seven bits a byte; the ninth byte has eight.</summary>
    private static void Write(Stream stream, long number)
    {
        ulong left = (ulong)((number << 1) ^ (number >> 63));
        for (int i = 1; i < MaxNumberBytes && left > 0x7f; i++)
        {
            stream.WriteByte((byte)((left & 0x7f) | 0x80));
            left >>= BitsPerByte;
        }

        stream.WriteByte((byte)left);
    }

    private static long Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong number = 0;
        for (int i = 0; i < MaxNumberBytes; i++)
        {
            Require(at < bytes.Length);
            byte next = bytes[at++];
            bool isLast = i == MaxNumberBytes - 1;
            number |= (isLast ? next : next & 0x7fUL) << (i * BitsPerByte);
            if (isLast || next < 0x80)
            {
                break;
            }
        }

        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new FormatException("the encoding is damaged");
        }
    }
}
