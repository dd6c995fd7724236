using CsCheck;

namespace Smg.Wasm.Interop.Tests;

/// <summary>Whatever is written in a memory with the marks that its code sets, undoing it restores what it was, and nothing beside it.</summary>
public sealed unsafe class WriteMarksTests
{
    private const int Bytes = 64 << 10;
    private const int LargestStore = 16;

    private static readonly MemoryReservation Size = new(unchecked((nuint)(4ul << 30)), 32 << 20);

    /// <summary>Stores: where each begins, how far before it the marked address lies, and how long it is.</summary>
    private static readonly Gen<(int At, int Before, int Length)[]> Stores = Gen.Select(
        Gen.OneOf(Gen.Int[0, Bytes - 1], Gen.Int[0, 3000], Gen.Int[Bytes - 300, Bytes - 1]),
        Gen.Int[0, WriteMarks.ReachBytes - 1],
        Gen.Int[1, LargestStore]
    ).Array[0, 60];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_stored_is_undone(bool hasContent) =>
        Gen.Select(Stores, Gen.Byte.Array[256], Gen.Select(Gen.Int[0, Bytes - 1], Gen.Int[0, 5000]).Array[0, 3])
            .Sample(
                (stores, pattern, ranges) =>
                {
                    (nuint begin, nuint end) = ((nuint)pattern[0] << 7, (nuint)(Bytes - (pattern[1] << 6)));
                    byte[] content = new byte[Bytes + 1];
                    for (nuint i = begin; hasContent && i < end; i++)
                    {
                        content[i] = (byte)(pattern[i & 255] + (i >> 8));
                    }

                    byte[] memory = [.. content];
                    WriteMarks marks = WriteMarks.TryMake(Size, Bytes)!;
                    foreach ((int at, int before, int length) in stores)
                    {
                        int first = Math.Max(at, before);
                        marks.Address[(first - before) >> WriteMarks.BlockShift] = 1;
                        Fill(memory, first, length);
                    }

                    foreach ((int at, int length) in ranges)
                    {
                        marks.Mark((nuint)at, (nuint)Math.Min(length, Bytes - at));
                        Fill(memory, at, length);
                    }

                    memory[Bytes] = 0x77;
                    fixed (
                        byte* start = memory,
                            wanted = content
                    )
                    {
                        marks.Undo(start, hasContent ? new MemoryImage(wanted + begin, begin, end) : default, Bytes);
                        Assert.True(memory.AsSpan(0, Bytes).SequenceEqual(content.AsSpan(0, Bytes)));
                        Assert.Equal(0x77, memory[Bytes]);

                        // No mark is left, so that nothing is undone twice.
                        memory[5] ^= 0xFF;
                        marks.Undo(start, hasContent ? new MemoryImage(wanted + begin, begin, end) : default, Bytes);
                        Assert.NotEqual(content[5], memory[5]);
                    }

                    marks.Free();
                },
                iter: 300
            );

    [Fact]
    public void Pages_in_which_something_was_undone_are_counted_once()
    {
        WriteMarks marks = WriteMarks.TryMake(Size, Bytes)!;
        byte[] memory = new byte[Bytes];
        fixed (byte* start = memory)
        {
            foreach (nuint at in (nuint[])[0, 1, 9000, 9001, 65535, 0])
            {
                marks.Mark(at, 1);
                marks.Undo(start, default, Bytes);
            }
        }

        Assert.Equal(3, marks.Pages);
        marks.Clear();
        Assert.Equal(0, marks.Pages);
        marks.Free();
    }

    [Theory]
    [InlineData(60 << 10, 1 << 20)]
    [InlineData(4L << 30, (16 << 20) + 1)]
    public void A_memory_that_has_no_room_for_them_or_is_too_large_gets_none(long capacity, long bytes) =>
        Assert.Null(WriteMarks.TryMake(new MemoryReservation((nuint)capacity, 0), (nuint)bytes));

    private static void Fill(byte[] memory, int at, int length) => memory.AsSpan(at, Math.Min(length, Bytes - at)).Fill(0xEE);
}
