using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

/// <summary>
/// Reads a modification in the memory of the guest, as the canonical ABI lays it out and with its checks. The adapter has found its lists,
/// texts and new body to be within the memory.
/// </summary>
/// <param name="memory">The guest's memory.</param>
/// <param name="action">The address of the action.</param>
internal readonly ref struct DirectAnswer(MemoryView memory, uint action)
{
    private const int PairBytes = 16;
    private const int TextBytes = 8;
    private readonly MemoryView _memory = memory;
    private readonly uint _action = action;

    /// <summary>Reads the modification.</summary>
    /// <param name="maxBodyBytes">Bytes that a new body may have.</param>
    /// <exception cref="InvalidDataException">It breaks the canonical ABI.</exception>
    /// <exception cref="OutputTooLargeException">The new body has more bytes.</exception>
    public ModifyAction Read(int maxBodyBytes)
    {
        ModifyAction modification = new()
        {
            Status = HasSome(AnswerLayout.Payload)
                ? BinaryPrimitives.ReadUInt16LittleEndian(At(AnswerLayout.Payload + 2, sizeof(ushort)))
                : null,
            HeadersSet = ReadHeaders(AnswerLayout.HeadersSet),
            HeadersAdd = ReadHeaders(AnswerLayout.HeadersAdd),
            HeadersRemove = ReadNames(AnswerLayout.HeadersRemove),
        };
        if (!HasSome(AnswerLayout.Body))
        {
            return modification;
        }

        uint length = Number(AnswerLayout.BodyLength);
        return length <= maxBodyBytes
            ? modification with
            {
                BodyReplace = _memory.Slice(Number(AnswerLayout.BodyAddress), length).ToArray(),
            }
            : throw OutputTooLargeException.NewBody(length, maxBodyBytes);
    }

    private Header[] ReadHeaders(int field)
    {
        ReadOnlySpan<byte> list = List(field, PairBytes, out int count);
        Header[] headers = count == 0 ? [] : new Header[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> pair = list.Slice(i * PairBytes, PairBytes);
            headers[i] = new Header(Text(pair), Text(pair[TextBytes..]));
        }

        return headers;
    }

    private string[] ReadNames(int field)
    {
        ReadOnlySpan<byte> list = List(field, TextBytes, out int count);
        string[] names = count == 0 ? [] : new string[count];
        for (int i = 0; i < count; i++)
        {
            names[i] = Text(list[(i * TextBytes)..]);
        }

        return names;
    }

    private ReadOnlySpan<byte> List(int field, int itemBytes, out int count)
    {
        const uint Alignment = 4;
        uint address = Number(field);
        uint items = Number(field + sizeof(uint));
        if (address % Alignment != 0)
        {
            throw new InvalidDataException("list pointer is not aligned");
        }

        ReadOnlySpan<byte> bytes = _memory.Slice(address, (ulong)items * (uint)itemBytes);
        count = (int)items;
        return bytes;
    }

    private string Text(ReadOnlySpan<byte> place)
    {
        ReadOnlySpan<byte> bytes = _memory.Slice(
            BinaryPrimitives.ReadUInt32LittleEndian(place),
            BinaryPrimitives.ReadUInt32LittleEndian(place[sizeof(uint)..])
        );
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw new InvalidDataException("a text is not valid utf-8");
    }

    private bool HasSome(int field) =>
        At(field, 1)[0] switch
        {
            0 => false,
            1 => true,
            var other => throw new InvalidDataException($"unexpected discriminant: {other}"),
        };

    private uint Number(int field) => BinaryPrimitives.ReadUInt32LittleEndian(At(field, sizeof(uint)));

    private ReadOnlySpan<byte> At(int field, int length) => _memory.Slice(_action + (ulong)field, (ulong)length);
}
