using System.Runtime.InteropServices;
using System.Text;

namespace Smg.Wasm.Components;

/// <summary>Writes the binary format front to back.</summary>
internal sealed class ComponentWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>What was written; valid until more is written.</summary>
    public ReadOnlySpan<byte> Span => CollectionsMarshal.AsSpan(_bytes);

    public byte[] ToArray() => [.. _bytes];

    /// <summary>Forgets what was written.</summary>
    public ComponentWriter Clear()
    {
        _bytes.Clear();
        return this;
    }

    public ComponentWriter Byte(byte value)
    {
        _bytes.Add(value);
        return this;
    }

    public ComponentWriter Bytes(ReadOnlySpan<byte> value)
    {
        _bytes.AddRange(value);
        return this;
    }

    /// <summary>An unsigned LEB128 number.</summary>
    public ComponentWriter U32(uint value)
    {
        do
        {
            byte b = (byte)(value & 0x7F);
            value >>= 7;
            _bytes.Add(value == 0 ? b : (byte)(b | 0x80));
        } while (value != 0);

        return this;
    }

    /// <summary>A signed LEB128 number.</summary>
    public ComponentWriter S32(int value) => S64(value);

    /// <summary>A signed LEB128 number.</summary>
    public ComponentWriter S64(long value)
    {
        while (value is < -0x40 or >= 0x40)
        {
            _bytes.Add((byte)((value & 0x7F) | 0x80));
            value >>= 7;
        }

        return Byte((byte)(value & 0x7F));
    }

    /// <summary>The index of a defined type in a place where a primitive type is possible: a signed LEB128 number.</summary>
    public ComponentWriter TypeIndex(uint index) => S64(index);

    public ComponentWriter Name(string value) => U32((uint)Encoding.UTF8.GetByteCount(value)).Bytes(Encoding.UTF8.GetBytes(value));

    /// <summary>Items behind their number.</summary>
    /// <param name="items">The items.</param>
    /// <param name="write">Writes one.</param>
    public ComponentWriter Items<T>(IReadOnlyCollection<T> items, Action<ComponentWriter, T> write)
    {
        U32((uint)items.Count);
        foreach (T item in items)
        {
            write(this, item);
        }

        return this;
    }

    /// <summary>A section with its size.</summary>
    public ComponentWriter Section(SectionId id, ReadOnlySpan<byte> body) => Byte((byte)id).U32((uint)body.Length).Bytes(body);

    /// <summary>A section with its size.</summary>
    public ComponentWriter Section(SectionId id, ComponentWriter body) => Section(id, body.Span);

    /// <summary>A section of a core module with its size.</summary>
    public ComponentWriter Section(CoreSectionId id, ReadOnlySpan<byte> body) => Byte((byte)id).U32((uint)body.Length).Bytes(body);
}
