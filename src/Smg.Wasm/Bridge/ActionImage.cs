using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Bridge;

/// <summary>Reads an action's memory image.</summary>
internal static class ActionImage
{
    private const int Status = ImageLayout.Payload;
    private const int HeadersSet = ImageLayout.Payload + 4;
    private const int HeadersAdd = HeadersSet + ImageLayout.PointerBytes;
    private const int HeadersRemove = HeadersAdd + ImageLayout.PointerBytes;
    private const int Body = HeadersRemove + ImageLayout.PointerBytes;

    /// <summary>Reads an action.</summary>
    /// <param name="image">The image: the action and everything it points to.</param>
    /// <param name="address">The address of the image's first byte, from which its pointers count.</param>
    /// <param name="maxHeaderBytes">Bytes that its headers may have.</param>
    /// <exception cref="InvalidDataException">The image is no action.</exception>
    /// <exception cref="OutputTooLargeException">Its headers have more bytes.</exception>
    public static MiddlewareAction Read(ReadOnlySpan<byte> image, int address, int maxHeaderBytes)
    {
        if (image.Length < ImageLayout.ActionBytes)
        {
            throw new InvalidDataException($"An action's image has only {image.Length} bytes.");
        }

        return image[0] switch
        {
            0 => MiddlewareAction.Continue,
            1 => new RejectAction(BinaryPrimitives.ReadUInt16LittleEndian(image[ImageLayout.Payload..])),
            2 => ReadModify(image, address, maxHeaderBytes),
            byte other => throw new InvalidDataException($"An action has no case {other}."),
        };
    }

    private static ModifyAction ReadModify(ReadOnlySpan<byte> image, int address, int maxHeaderBytes)
    {
        OutputBudget budget = new(maxHeaderBytes, "The action's headers have");
        Measure(image, address, HeadersSet, ImageLayout.HeaderBytes, ref budget);
        Measure(image, address, HeadersAdd, ImageLayout.HeaderBytes, ref budget);
        Measure(image, address, HeadersRemove, ImageLayout.PointerBytes, ref budget);
        return new ModifyAction
        {
            Status = image[Status] == 0 ? null : BinaryPrimitives.ReadUInt16LittleEndian(image[(Status + 2)..]),
            HeadersSet = ReadHeaders(image, address, HeadersSet),
            HeadersAdd = ReadHeaders(image, address, HeadersAdd),
            HeadersRemove = ReadNames(image, address, HeadersRemove),
            BodyReplace = image[Body] == 0 ? null : (ReadOnlyMemory<byte>?)Block(image, address, image[(Body + 4)..], elementBytes: 1).ToArray(),
        };
    }

    /// <summary>Counts a list whose elements consist of pointers to text.</summary>
    private static void Measure(ReadOnlySpan<byte> image, int address, int offset, int elementBytes, ref OutputBudget budget)
    {
        ReadOnlySpan<byte> table = Block(image, address, image[offset..], elementBytes);
        budget.SpendItems(table.Length / elementBytes);
        for (int at = 0; at < table.Length; at += ImageLayout.PointerBytes)
        {
            budget.SpendText(Block(image, address, table[at..], elementBytes: 1).Length);
        }
    }

    private static Header[] ReadHeaders(ReadOnlySpan<byte> image, int address, int offset)
    {
        ReadOnlySpan<byte> table = Block(image, address, image[offset..], ImageLayout.HeaderBytes);
        Header[] headers = new Header[table.Length / ImageLayout.HeaderBytes];
        for (int i = 0; i < headers.Length; i++)
        {
            ReadOnlySpan<byte> header = table[(i * ImageLayout.HeaderBytes)..];
            headers[i] = new Header(Text(image, address, header), Text(image, address, header[ImageLayout.PointerBytes..]));
        }

        return headers;
    }

    private static string[] ReadNames(ReadOnlySpan<byte> image, int address, int offset)
    {
        ReadOnlySpan<byte> table = Block(image, address, image[offset..], ImageLayout.PointerBytes);
        string[] names = new string[table.Length / ImageLayout.PointerBytes];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Text(image, address, table[(i * ImageLayout.PointerBytes)..]);
        }

        return names;
    }

    private static string Text(ReadOnlySpan<byte> image, int address, ReadOnlySpan<byte> pointer)
    {
        ReadOnlySpan<byte> text = Block(image, address, pointer, elementBytes: 1);
        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : throw new InvalidDataException("An action has a text that is not UTF-8.");
    }

    /// <summary>What a pointer and its count stand for. Nothing outside the image is ever read.</summary>
    private static ReadOnlySpan<byte> Block(ReadOnlySpan<byte> image, int address, ReadOnlySpan<byte> pointer, int elementBytes)
    {
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(pointer);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(pointer[4..]);
        if (count == 0)
        {
            return [];
        }

        long offset = (long)start - address;
        long bytes = (long)count * elementBytes;
        return offset >= 0 && offset + bytes <= image.Length
            ? image.Slice((int)offset, (int)bytes)
            : throw new InvalidDataException("An action's image points outside itself.");
    }
}
