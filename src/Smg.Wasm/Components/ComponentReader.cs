using System.Text;

namespace Smg.Wasm.Components;

/// <summary>Reads the binary format front to back.</summary>
internal ref struct ComponentReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>The bytes before the first section of a component or of a core module.</summary>
    public const int PreambleBytes = 8;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position >= _bytes.Length;

    /// <exception cref="InvalidDataException">The bytes have ended.</exception>
    public byte ReadByte() => Position < _bytes.Length ? _bytes[Position++] : throw Truncated();

    /// <summary>An unsigned LEB128 number of 32 bits.</summary>
    /// <exception cref="InvalidDataException">The bytes have ended, or the number is longer than five.</exception>
    public uint ReadU32()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte b = ReadByte();
            value |= (uint)(b & 0x7F) << shift;
            if ((b & 0x80) == 0)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number is longer than 32 bits.");
    }

    /// <exception cref="InvalidDataException">There are not so many bytes.</exception>
    public ReadOnlySpan<byte> ReadBytes(uint count)
    {
        if (count > (uint)(_bytes.Length - Position))
        {
            throw Truncated();
        }

        ReadOnlySpan<byte> read = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return read;
    }

    /// <summary>A reader at the first section of a component or of a core module.</summary>
    /// <exception cref="InvalidDataException">The bytes end before it.</exception>
    public static ComponentReader OfSections(ReadOnlySpan<byte> bytes)
    {
        ComponentReader reader = new(bytes);
        reader.ReadBytes(PreambleBytes);
        return reader;
    }

    /// <summary>Reads a section of a component.</summary>
    /// <param name="id">Its kind.</param>
    /// <param name="whole">Where it lies, its header included.</param>
    /// <returns>Its body.</returns>
    /// <exception cref="InvalidDataException">It is cut off.</exception>
    public ReadOnlySpan<byte> ReadSection(out SectionId id, out Range whole)
    {
        int start = Position;
        id = (SectionId)ReadByte();
        ReadOnlySpan<byte> body = ReadBytes(ReadU32());
        whole = start..Position;
        return body;
    }

    /// <summary>Reads items with their count before them.</summary>
    /// <param name="read">Reads an item.</param>
    public List<T> ReadItems<T>(ItemReader<T> read)
    {
        List<T> items = [];
        for (uint n = ReadU32(); n > 0; n--)
        {
            items.Add(read(ref this));
        }

        return items;
    }

    /// <summary>The items of a section; none where it is missing.</summary>
    /// <param name="section">The section's content; empty where it is missing.</param>
    /// <param name="read">Reads an item.</param>
    public static List<T> ItemsOf<T>(ReadOnlySpan<byte> section, ItemReader<T> read)
    {
        ComponentReader reader = new(section);
        return reader.AtEnd ? [] : reader.ReadItems(read);
    }

    /// <exception cref="InvalidDataException">There are not so many bytes.</exception>
    public string ReadName() => Encoding.UTF8.GetString(ReadBytes(ReadU32()));

    private static InvalidDataException Truncated() => new("The component is truncated.");
}

/// <summary>Reads an item of a section.</summary>
internal delegate T ItemReader<T>(ref ComponentReader reader);
