using CsCheck;

namespace Smg.Wasm.Interop.Tests;

/// <summary>Whatever is written in a memory, comparing it with what it should be restores that, and nothing beside it.</summary>
public sealed unsafe class WrittenBytesTests
{
    private const int Blocks = 40;
    private const int Bytes = Blocks * WrittenBytes.BlockBytes;

    private static readonly Gen<(int At, byte Value)[]> Writes = Gen.Select(Gen.Int[0, Bytes - 1], Gen.Byte).Array[0, 30];

    [Fact]
    public void What_is_not_zero_becomes_zero() =>
        Writes.Sample(writes =>
        {
            byte[] memory = new byte[Bytes + (2 * WrittenBytes.BlockBytes)];
            Span<byte> inner = memory.AsSpan(WrittenBytes.BlockBytes, Bytes);
            foreach ((int at, byte value) in writes)
            {
                inner[at] = value;
            }

            memory[WrittenBytes.BlockBytes - 1] = memory[WrittenBytes.BlockBytes + Bytes] = 9;
            fixed (byte* start = inner)
            {
                WrittenBytes.Zero(start, Bytes);
            }

            Assert.False(inner.ContainsAnyExcept((byte)0));
            Assert.Equal((9, 9), (memory[WrittenBytes.BlockBytes - 1], memory[WrittenBytes.BlockBytes + Bytes]));
        });

    [Fact]
    public void What_differs_becomes_what_it_was() =>
        Gen.Select(Writes, Gen.Byte.Array[Bytes])
            .Sample(
                (writes, content) =>
                {
                    byte[] memory = [.. content, 9];
                    foreach ((int at, byte value) in writes)
                    {
                        memory[at] = value;
                    }

                    fixed (
                        byte* start = memory,
                            wanted = content
                    )
                    {
                        WrittenBytes.Copy(start, wanted, Bytes);
                    }

                    Assert.True(memory.AsSpan(0, Bytes).SequenceEqual(content));
                    Assert.Equal(9, memory[Bytes]);
                },
                iter: 300
            );

    /// <summary>Every byte of a block counts.</summary>
    [Fact]
    public void One_byte_anywhere_is_found()
    {
        byte[] content = [.. Enumerable.Range(0, Bytes).Select(i => (byte)(i * 7))];
        byte[] memory = [.. content];
        byte[] zeros = new byte[Bytes];
        fixed (
            byte* start = memory,
                wanted = content,
                zero = zeros
        )
        {
            for (int i = 0; i < Bytes; i++)
            {
                memory[i] ^= 128;
                zeros[i] = 128;
                WrittenBytes.Copy(start, wanted, Bytes);
                WrittenBytes.Zero(zero, Bytes);
                Assert.Equal((content[i], 0), (memory[i], zeros[i]));
            }
        }
    }
}
