using System.Runtime.Intrinsics;

namespace Smg.Wasm.Interop;

/// <summary>
/// Finds what was written in a small memory by looking at all of it, and undoes it. Only what differs is written: the rest stays out of the
/// way of the caches.
/// </summary>
internal static unsafe class WrittenBytes
{
    /// <summary>Bytes that are compared, and written, at once. Addresses and lengths are multiples of it.</summary>
    public const int BlockBytes = 256;

    private const int VectorBytes = BlockBytes / 4;

    /// <summary>Zeroes what is not zero.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="bytes">How many; whole blocks.</param>
    public static void Zero(byte* memory, nuint bytes)
    {
        for (byte* end = memory + bytes; memory < end; memory += BlockBytes)
        {
            if ((Load(memory, 0) | Load(memory, 1) | Load(memory, 2) | Load(memory, 3)) != Vector512<byte>.Zero)
            {
                new Span<byte>(memory, BlockBytes).Clear();
            }
        }
    }

    /// <summary>Copies what differs.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="content">What it should be.</param>
    /// <param name="bytes">How many; whole blocks.</param>
    public static void Copy(byte* memory, byte* content, nuint bytes)
    {
        for (byte* end = memory + bytes; memory < end; memory += BlockBytes, content += BlockBytes)
        {
            Vector512<byte> difference =
                (Load(memory, 0) ^ Load(content, 0))
                | (Load(memory, 1) ^ Load(content, 1))
                | (Load(memory, 2) ^ Load(content, 2))
                | (Load(memory, 3) ^ Load(content, 3));
            if (difference != Vector512<byte>.Zero)
            {
                new ReadOnlySpan<byte>(content, BlockBytes).CopyTo(new Span<byte>(memory, BlockBytes));
            }
        }
    }

    private static Vector512<byte> Load(byte* block, int vector) => Vector512.Load(block + (vector * VectorBytes));
}
