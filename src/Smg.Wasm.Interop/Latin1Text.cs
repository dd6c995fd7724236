namespace Smg.Wasm.Interop;

/// <summary>Bytes as text: each byte is the code point of the same number, and the text travels as UTF-8.</summary>
internal static unsafe class Latin1Text
{
    private const byte FirstNonAscii = 0x80;

    /// <summary>Reads UTF-8 whose code points are all below 256 back into bytes.</summary>
    /// <param name="utf8">Well-formed UTF-8.</param>
    /// <param name="target">Room for the bytes.</param>
    /// <returns>Number of bytes written.</returns>
    /// <exception cref="InvalidDataException">A code point is 256 or above, or the code points do not fit.</exception>
    public static int Narrow(ReadOnlySpan<byte> utf8, Span<byte> target)
    {
        int written = 0;
        while (true)
        {
            int ascii = utf8.IndexOfAnyInRange(FirstNonAscii, byte.MaxValue);
            ReadOnlySpan<byte> run = ascii < 0 ? utf8 : utf8[..ascii];
            if (!run.TryCopyTo(target[written..]))
            {
                throw new InvalidDataException("The text has more code points than bytes are expected.");
            }

            written += run.Length;
            if (ascii < 0)
            {
                return written;
            }

            utf8 = utf8[ascii..];
            int pairs = NarrowPairs(utf8, target[written..]);
            written += pairs;
            utf8 = utf8[(2 * pairs)..];
        }
    }

    /// <summary>Reads a run of two-byte sequences.</summary>
    /// <returns>Number of sequences read, at least one.</returns>
    private static int NarrowPairs(ReadOnlySpan<byte> utf8, Span<byte> target)
    {
        int pairs = 0;
        for (int i = 0; i < utf8.Length && utf8[i] >= FirstNonAscii; i += 2, pairs++)
        {
            if (utf8[i] is not (0xC2 or 0xC3) || i + 1 >= utf8.Length || pairs == target.Length)
            {
                throw new InvalidDataException("The text holds a code point that is not a byte, or more of them than expected.");
            }

            target[pairs] = (byte)((utf8[i] << 6) | (utf8[i + 1] & 0x3F));
        }

        return pairs;
    }
}
