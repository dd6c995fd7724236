namespace Smg.Wasm.Interop;

/// <summary>Bytes as text: each byte is the code point of the same number, and the text travels as UTF-8.</summary>
internal static unsafe class Latin1Text
{
    private const byte FirstNonAscii = 0x80;

    /// <summary>Writes bytes as UTF-8.</summary>
    /// <param name="bytes">Any bytes.</param>
    /// <param name="target">Room for twice as many.</param>
    /// <returns>How many bytes of UTF-8 were written.</returns>
    public static int Widen(ReadOnlySpan<byte> bytes, byte* target)
    {
        byte* at = target;
        while (true)
        {
            int ascii = bytes.IndexOfAnyInRange(FirstNonAscii, byte.MaxValue);
            if (ascii < 0)
            {
                bytes.CopyTo(new Span<byte>(at, bytes.Length));
                return (int)(at - target) + bytes.Length;
            }

            bytes[..ascii].CopyTo(new Span<byte>(at, ascii));
            at += ascii;

            // Bytes that are no ASCII come in runs: looking for the run's end byte by byte is cheaper than a search for each.
            int i = ascii;
            for (; i < bytes.Length && bytes[i] >= FirstNonAscii; i++)
            {
                *at++ = (byte)(0xC0 | (bytes[i] >> 6));
                *at++ = (byte)(0x80 | (bytes[i] & 0x3F));
            }

            bytes = bytes[i..];
        }
    }

    /// <summary>Reads UTF-8 whose code points are all below 256 back into bytes.</summary>
    /// <param name="utf8">Well-formed UTF-8.</param>
    /// <param name="target">Room for as many bytes.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="InvalidDataException">A code point is 256 or above.</exception>
    public static int Narrow(ReadOnlySpan<byte> utf8, byte* target)
    {
        byte* at = target;
        while (true)
        {
            int ascii = utf8.IndexOfAnyInRange(FirstNonAscii, byte.MaxValue);
            if (ascii < 0)
            {
                utf8.CopyTo(new Span<byte>(at, utf8.Length));
                return (int)(at - target) + utf8.Length;
            }

            utf8[..ascii].CopyTo(new Span<byte>(at, ascii));
            at += ascii;
            int i = ascii;
            for (; i < utf8.Length && utf8[i] >= FirstNonAscii; i += 2)
            {
                if (utf8[i] is not (0xC2 or 0xC3) || i + 1 >= utf8.Length)
                {
                    throw new InvalidDataException("The text holds a code point that is no byte.");
                }

                *at++ = (byte)((utf8[i] << 6) | (utf8[i + 1] & 0x3F));
            }

            utf8 = utf8[i..];
        }
    }
}
