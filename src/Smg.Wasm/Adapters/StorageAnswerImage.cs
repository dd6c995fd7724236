using System.Buffers.Binary;
using System.Text;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Adapters;

/// <summary>Reads the memory image of a storage hook's answer.</summary>
internal static class StorageAnswerImage
{
    private const int NumberBytes = 4;
    private const int Pointer = NumberBytes;

    /// <summary>Reads an answer.</summary>
    /// <param name="image">The image: the answer and everything it points to.</param>
    /// <param name="address">The address of the image's first byte, from which its pointers count.</param>
    /// <param name="maxColumnBytes">Bytes that the columns, or the reason, may have.</param>
    /// <exception cref="InvalidDataException">The image is not an answer.</exception>
    /// <exception cref="OutputTooLargeException">The columns or the reason have more bytes.</exception>
    public static StorageAnswer Read(ReadOnlySpan<byte> image, int address, int maxColumnBytes)
    {
        if (image.Length < ImageLayout.AnswerBytes)
        {
            throw new InvalidDataException($"An answer's image has only {image.Length} bytes.");
        }

        return Number(image) switch
        {
            0 => ReadColumns(image, address, maxColumnBytes),
            1 => ReadReason(image, address, maxColumnBytes),
            int other => throw new InvalidDataException($"An answer has no case {other}."),
        };
    }

    private static ColumnsAnswer ReadColumns(ReadOnlySpan<byte> image, int address, int maxColumnBytes)
    {
        OutputBudget budget = new(maxColumnBytes, ColumnsAnswer.TooLarge);
        ReadOnlySpan<byte> table = Block(image, address, image[Pointer..], ImageLayout.PairBytes);
        if (table.IsEmpty)
        {
            return ColumnsAnswer.None;
        }

        budget.SpendItems(table.Length / ImageLayout.PairBytes);
        for (int at = 0; at < table.Length; at += ImageLayout.PointerBytes)
        {
            budget.SpendText(Block(image, address, table[at..], elementBytes: 1).Length);
        }

        ExtraColumn[] columns = new ExtraColumn[table.Length / ImageLayout.PairBytes];
        for (int i = 0; i < columns.Length; i++)
        {
            ReadOnlySpan<byte> column = table[(i * ImageLayout.PairBytes)..];
            columns[i] = new ExtraColumn(Text(image, address, column), Text(image, address, column[ImageLayout.PointerBytes..]));
        }

        return new ColumnsAnswer(columns);
    }

    private static RefusalAnswer ReadReason(ReadOnlySpan<byte> image, int address, int maxColumnBytes)
    {
        OutputBudget budget = new(maxColumnBytes, RefusalAnswer.TooLarge);
        budget.SpendText(Block(image, address, image[Pointer..], elementBytes: 1).Length);
        return new RefusalAnswer(Text(image, address, image[Pointer..]));
    }

    private static string Text(ReadOnlySpan<byte> image, int address, ReadOnlySpan<byte> pointer) =>
        Encoding.UTF8.GetString(Block(image, address, pointer, elementBytes: 1));

    /// <summary>The items that a pointer and its count refer to. Nothing outside the image is read.</summary>
    private static ReadOnlySpan<byte> Block(ReadOnlySpan<byte> image, int address, ReadOnlySpan<byte> pointer, int elementBytes)
    {
        int count = Number(pointer[NumberBytes..]);
        if (count == 0)
        {
            return [];
        }

        long offset = (long)Number(pointer) - address;
        long bytes = (long)count * elementBytes;
        return offset >= 0 && offset + bytes <= image.Length
            ? image.Slice((int)offset, (int)bytes)
            : throw new InvalidDataException("An answer's image points outside itself.");
    }

    /// <summary>A number of four bytes of seven bits.</summary>
    private static int Number(ReadOnlySpan<byte> bytes)
    {
        uint x = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return (int)((x & 0x7F) | ((x >> 1) & 0x3F80) | ((x >> 2) & 0x1FC000) | ((x >> 3) & 0xFE00000));
    }
}
