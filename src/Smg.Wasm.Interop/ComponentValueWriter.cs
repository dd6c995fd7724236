using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Smg.Wasm.Interop;

/// <summary>Writes one argument of a call as a tree of component values. Everything is copied; nothing is kept.</summary>
public readonly unsafe ref struct ComponentValueWriter
{
    /// <summary>Characters of a text whose bytes are counted before it is copied.</summary>
    private const int CountedFrom = 64 << 10;

    private readonly ComponentVal* _value;
    private readonly NativeArena _arena;

    internal ComponentValueWriter(ComponentVal* value, NativeArena arena)
    {
        _value = value;
        _arena = arena;
    }

    /// <summary>Writes a <c>u16</c>.</summary>
    public void WriteU16(ushort value)
    {
        _value->Kind = ComponentValKind.U16;
        _value->U16 = value;
    }

    /// <summary>Writes a <c>u64</c>.</summary>
    public void WriteU64(ulong value)
    {
        _value->Kind = ComponentValKind.U64;
        _value->U64 = value;
    }

    /// <summary>Writes a <c>string</c>. Lone surrogates become U+FFFD, so that what Wasmtime gets is always UTF-8.</summary>
    public void WriteString(ReadOnlySpan<char> text)
    {
        _value->Kind = ComponentValKind.String;
        _value->Name = Copy(text);
    }

    /// <summary>
    /// Writes a <c>string</c> of UTF-8. The copy is looked at, for Wasmtime gets the copy: any other text ends the process.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is not UTF-8.</exception>
    public void WriteUtf8(ReadOnlySpan<byte> utf8)
    {
        byte* data = _arena.Allocate((nuint)utf8.Length);
        Span<byte> copy = new(data, utf8.Length);
        utf8.CopyTo(copy);
        if (!Utf8.IsValid(copy))
        {
            throw new InvalidOperationException("The text is not UTF-8.");
        }

        _value->Kind = ComponentValKind.String;
        _value->Name = new ByteVec { Size = (nuint)utf8.Length, Data = data };
    }

    /// <summary>Begins a <c>string</c> that is written byte by byte.</summary>
    /// <param name="capacity">Bytes that it has at most.</param>
    /// <returns>Where it is written.</returns>
    public Span<byte> BeginText(int capacity)
    {
        byte* data = _arena.Allocate((nuint)capacity);
        WriteText(data, length: 0);
        return new Span<byte>(data, capacity);
    }

    /// <summary>Ends a text if it is UTF-8: Wasmtime aborts the process on any other.</summary>
    /// <param name="length">Bytes that were written.</param>
    /// <returns>False when they are not UTF-8.</returns>
    public bool TryEndText(int length)
    {
        if (!Utf8.IsValid(new ReadOnlySpan<byte>(_value->Name.Data, length)))
        {
            return false;
        }

        _value->Name.Size = (nuint)length;
        return true;
    }

    /// <summary>
    /// Writes bytes as a <c>string</c> if they are UTF-8. The copy is checked, because Wasmtime reads the copy and aborts the process on
    /// any other text.
    /// </summary>
    /// <returns>False, with nothing written, when they are not UTF-8.</returns>
    public bool TryWriteUtf8(in ReadOnlySequence<byte> bytes)
    {
        int length = checked((int)bytes.Length);
        Span<byte> copy = CopyToArena(bytes, length, out byte* data);
        if (!Utf8.IsValid(copy))
        {
            return false;
        }

        WriteText(data, length);
        return true;
    }

    /// <summary>
    /// Writes bytes as a <c>string</c> of as many bytes: the low seven bits of each, which are ASCII whatever the bytes are.
    /// </summary>
    /// <param name="bytes">Any bytes.</param>
    /// <param name="highBits">Receives the eighth bits, 64 to an element, the first byte's in the lowest place. Holds at least a bit for
    /// each byte.</param>
    public void WriteLowBits(in ReadOnlySequence<byte> bytes, Span<ulong> highBits)
    {
        int length = checked((int)bytes.Length);
        SevenBitText.Split(CopyToArena(bytes, length, out byte* data), highBits);
        WriteText(data, length);
    }

    /// <summary>Writes a case of an <c>enum</c>.</summary>
    public void WriteEnum(ReadOnlySpan<char> name)
    {
        _value->Kind = ComponentValKind.Enum;
        _value->Name = Copy(name);
    }

    /// <summary>Writes an <c>option</c> without a value.</summary>
    public void WriteNone()
    {
        _value->Kind = ComponentValKind.Option;
        _value->Some = null;
    }

    /// <summary>Writes an <c>option</c> with a value.</summary>
    /// <returns>The place of the value. It must be written exactly once.</returns>
    public ComponentValueWriter WriteSome()
    {
        _value->Kind = ComponentValKind.Option;
        _value->Some = (ComponentVal*)_arena.Allocate((nuint)sizeof(ComponentVal));
        return new ComponentValueWriter(_value->Some, _arena);
    }

    /// <summary>Writes a <c>list</c> whose items are written one by one with <see cref="Item"/>.</summary>
    public void WriteList(int count) => BeginList(count);

    /// <summary>The place of a list's item. Each must be written exactly once.</summary>
    public ComponentValueWriter Item(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((nuint)index, _value->Count);
        return new ComponentValueWriter(_value->Items + index, _arena);
    }

    /// <summary>Writes a <c>record</c> whose fields are written one by one with <see cref="Field"/>.</summary>
    public void WriteRecord(int count)
    {
        _value->Kind = ComponentValKind.Record;
        _value->Count = (nuint)count;
        _value->Fields = (ComponentRecordEntry*)_arena.Allocate((nuint)count * (nuint)sizeof(ComponentRecordEntry));
    }

    /// <summary>The place of a record's field. Each must be written exactly once, in the type's order.</summary>
    public ComponentValueWriter Field(int index, ReadOnlySpan<char> name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((nuint)index, _value->Count);
        ComponentRecordEntry* entry = _value->Fields + index;
        entry->Name = Copy(name);
        return new ComponentValueWriter(&entry->Value, _arena);
    }

    /// <summary>Writes a <c>list&lt;u8&gt;</c>: a 32-byte value for each byte.</summary>
    public void WriteBytes(in ReadOnlySequence<byte> bytes)
    {
        int count = checked((int)bytes.Length);
        Span<ComponentVal> items = new(BeginList(count), count);
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            for (int i = 0; i < piece.Length; i++)
            {
                items[i] = new ComponentVal { Kind = ComponentValKind.U8, U64 = piece.Span[i] };
            }

            items = items[piece.Length..];
        }
    }

    private void WriteText(byte* data, int length)
    {
        _value->Kind = ComponentValKind.String;
        _value->Name = new ByteVec { Size = (nuint)length, Data = data };
    }

    private Span<byte> CopyToArena(in ReadOnlySequence<byte> bytes, int length, out byte* data)
    {
        data = _arena.Allocate((nuint)length);
        Span<byte> copy = new(data, length);
        bytes.CopyTo(copy);
        return copy;
    }

    private ComponentVal* BeginList(int count)
    {
        _value->Kind = ComponentValKind.List;
        _value->Count = (nuint)count;
        _value->Items = (ComponentVal*)_arena.Allocate((nuint)count * (nuint)sizeof(ComponentVal));
        return _value->Items;
    }

    private ByteVec Copy(ReadOnlySpan<char> text)
    {
        // Counting costs a pass over the text, a bound three times its bytes.
        int capacity = text.Length <= CountedFrom ? Encoding.UTF8.GetMaxByteCount(text.Length) : Encoding.UTF8.GetByteCount(text);
        byte* data = _arena.Allocate((nuint)capacity);
        int length = Encoding.UTF8.GetBytes(text, new Span<byte>(data, capacity));
        return new ByteVec { Size = (nuint)length, Data = data };
    }
}
