using System.Runtime.Intrinsics;

namespace Smg.Wasm.Interop;

/// <summary>
/// Bytes as ASCII of the same length, with the eighth bits apart: any bytes cross as text that Wasmtime copies in one go.
/// </summary>
internal static class SevenBitText
{
    private const int BlockBytes = 64;
    private const byte LowBits = 0x7F;

    /// <summary>Takes the eighth bit from each byte, in place.</summary>
    /// <param name="bytes">The bytes; ASCII afterwards.</param>
    /// <param name="highBits">Receives the bits, 64 to an element, the first byte's in the lowest place.</param>
    public static void Split(Span<byte> bytes, Span<ulong> highBits)
    {
        int block = 0;
        while (bytes.Length >= BlockBytes)
        {
            highBits[block++] = SplitBlock(bytes);
            bytes = bytes[BlockBytes..];
        }

        if (!bytes.IsEmpty)
        {
            highBits[block] = SplitTail(bytes);
        }
    }

    private static ulong SplitBlock(Span<byte> bytes)
    {
        Vector256<byte> low = Vector256.Create<byte>(LowBits);
        Vector256<byte> first = Vector256.Create<byte>(bytes);
        Vector256<byte> second = Vector256.Create<byte>(bytes[Vector256<byte>.Count..]);
        (first & low).CopyTo(bytes);
        (second & low).CopyTo(bytes[Vector256<byte>.Count..]);
        return first.ExtractMostSignificantBits() | ((ulong)second.ExtractMostSignificantBits() << Vector256<byte>.Count);
    }

    private static ulong SplitTail(Span<byte> bytes)
    {
        ulong bits = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            bits |= (ulong)(bytes[i] >> 7) << i;
            bytes[i] &= LowBits;
        }

        return bits;
    }
}
