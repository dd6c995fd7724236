using System.Text;

namespace Smg.Wasm.Interop;

/// <summary>
/// Reads a call's result. Valid until the store's next call or close.
/// A value of another kind than the one that is asked for throws <see cref="InvalidDataException"/>.
/// </summary>
public readonly unsafe ref struct ComponentValueReader
{
    private readonly ComponentVal* _value;

    internal ComponentValueReader(ComponentVal* value) => _value = value;

    /// <summary>Reads a <c>u16</c>.</summary>
    public ushort ReadU16()
    {
        Expect(ComponentValKind.U16);
        return _value->U16;
    }

    /// <summary>Reads a <c>u32</c>.</summary>
    public uint ReadU32()
    {
        Expect(ComponentValKind.U32);
        return _value->U32;
    }

    /// <summary>Reads a <c>u64</c>.</summary>
    public ulong ReadU64()
    {
        Expect(ComponentValKind.U64);
        return _value->U64;
    }

    /// <summary>Reads a <c>string</c>.</summary>
    public string ReadString()
    {
        Expect(ComponentValKind.String);
        return Encoding.UTF8.GetString(_value->Name.AsSpan());
    }

    /// <summary>How many bytes of UTF-8 a <c>string</c> has.</summary>
    public int Utf8Length()
    {
        Expect(ComponentValKind.String);
        return _value->Name.AsSpan().Length;
    }

    /// <summary>Reads a <c>string</c> whose code points are bytes.</summary>
    /// <param name="count">How many bytes it has.</param>
    public byte[] ReadLatin1(int count)
    {
        Expect(ComponentValKind.String);
        byte[] bytes = GC.AllocateUninitializedArray<byte>(count);
        int written = Latin1Text.Narrow(_value->Name.AsSpan(), bytes);
        return written == count ? bytes : throw new InvalidDataException($"The text has {written} code points instead of {count}.");
    }

    /// <summary>Reads a <c>list&lt;u8&gt;</c>.</summary>
    public byte[] ReadBytes()
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(ListCount());
        ComponentVal* items = _value->Items;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (items[i].Kind != ComponentValKind.U8)
            {
                throw Unexpected(items[i].Kind, ComponentValKind.U8);
            }

            bytes[i] = items[i].U8;
        }

        return bytes;
    }

    /// <summary>Whether it is a <c>list</c>.</summary>
    public bool IsList => _value->Kind == ComponentValKind.List;

    /// <summary>How many items a <c>list</c> has.</summary>
    public int ListCount()
    {
        Expect(ComponentValKind.List);
        return checked((int)_value->Count);
    }

    /// <summary>An item of a <c>list</c>.</summary>
    public ComponentValueReader Item(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ListCount());
        return new ComponentValueReader(_value->Items + index);
    }

    /// <summary>An element of a <c>tuple</c>, by its place in the type.</summary>
    public ComponentValueReader Element(int index)
    {
        Expect(ComponentValKind.Tuple);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((nuint)index, _value->Count);
        return new ComponentValueReader(_value->Items + index);
    }

    /// <summary>A field of a <c>record</c>, by its place in the type and its name.</summary>
    public ComponentValueReader Field(int index, ReadOnlySpan<byte> name)
    {
        Expect(ComponentValKind.Record);
        if ((nuint)index >= _value->Count || !_value->Fields[index].Name.AsSpan().SequenceEqual(name))
        {
            throw new InvalidDataException($"The record has no field '{Encoding.UTF8.GetString(name)}' at {index}.");
        }

        return new ComponentValueReader(&_value->Fields[index].Value);
    }

    /// <summary>A field of a <c>record</c>, by name; an element of a <c>tuple</c> of the same values, by index.</summary>
    public ComponentValueReader Part(int index, ReadOnlySpan<byte> name) =>
        _value->Kind == ComponentValKind.Tuple ? Element(index) : Field(index, name);

    /// <summary>The case of a <c>variant</c>, as UTF-8.</summary>
    public ReadOnlySpan<byte> VariantCase()
    {
        Expect(ComponentValKind.Variant);
        return _value->Name.AsSpan();
    }

    /// <summary>The payload of a <c>variant</c>'s case.</summary>
    public ComponentValueReader VariantPayload()
    {
        Expect(ComponentValKind.Variant);
        return _value->Payload == null
            ? throw new InvalidDataException("The variant's case has no payload.")
            : new ComponentValueReader(_value->Payload);
    }

    /// <summary>The value of an <c>option</c>.</summary>
    /// <returns>False for none.</returns>
    public bool TryGetSome(out ComponentValueReader some)
    {
        Expect(ComponentValKind.Option);
        some = new ComponentValueReader(_value->Some);
        return _value->Some != null;
    }

    private void Expect(ComponentValKind kind)
    {
        if (_value->Kind != kind)
        {
            throw Unexpected(_value->Kind, kind);
        }
    }

    private static InvalidDataException Unexpected(ComponentValKind found, ComponentValKind expected) =>
        new($"The value is a {found}, not a {expected}.");
}
