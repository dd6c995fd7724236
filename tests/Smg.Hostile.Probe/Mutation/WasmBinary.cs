namespace Smg.Hostile.Probe.Mutation;

/// <summary>
/// A core module or a component as its sections, nested ones included. Written again, all lengths are right unless a section lies.
/// </summary>
internal sealed class WasmBinary
{
    private const int PreambleBytes = 8;

    private WasmBinary(byte[] preamble, List<WasmSection> sections)
    {
        Preamble = preamble;
        Sections = sections;
    }

    /// <summary>Magic, version and layer.</summary>
    public byte[] Preamble { get; }

    /// <summary>The sections in order.</summary>
    public List<WasmSection> Sections { get; }

    /// <summary>Whether it is a component; a core module otherwise.</summary>
    public bool IsComponent => Preamble[6] == 1;

    /// <summary>Takes a well-formed binary apart.</summary>
    public static WasmBinary Parse(ReadOnlySpan<byte> bytes)
    {
        byte[] preamble = bytes[..PreambleBytes].ToArray();
        bool isComponent = preamble[6] == 1;
        List<WasmSection> sections = [];
        for (ReadOnlySpan<byte> rest = bytes[PreambleBytes..]; !rest.IsEmpty; )
        {
            byte id = rest[0];
            if (!Leb128.TryRead(rest[1..], out ulong length, out int lengthBytes))
            {
                throw new InvalidDataException("A section has no length.");
            }

            ReadOnlySpan<byte> content = rest.Slice(1 + lengthBytes, (int)length);
            sections.Add(
                isComponent && id is WasmSection.CoreModule or WasmSection.Component && isComponent
                    ? new WasmSection(id) { Nested = Parse(content) }
                    : new WasmSection(id) { Content = content.ToArray() }
            );
            rest = rest[(1 + lengthBytes + (int)length)..];
        }

        return new WasmBinary(preamble, sections);
    }

    /// <summary>This binary and all that are nested in it.</summary>
    public IEnumerable<WasmBinary> All() =>
        Sections.Where(section => section.Nested is not null).SelectMany(section => section.Nested!.All()).Prepend(this);

    /// <summary>The binary form.</summary>
    public byte[] ToBytes()
    {
        MemoryStream stream = new();
        WriteTo(stream);
        return stream.ToArray();
    }

    private void WriteTo(MemoryStream stream)
    {
        stream.Write(Preamble);
        foreach (WasmSection section in Sections)
        {
            byte[] content = section.Nested?.ToBytes() ?? section.Content;
            stream.WriteByte(section.Id);
            stream.Write(Leb128.Encode(section.ClaimedLength ?? (ulong)content.Length));
            stream.Write(content);
        }
    }
}
