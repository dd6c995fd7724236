using Smg.Wasm.Components;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>What a composer must know of a guest: its leading sections, its imports, and how far the leading sections fill the index spaces.</summary>
internal sealed class GuestShape
{
    private const int PreambleBytes = 8;

    /// <summary>More than any world has; without a bound, a file of imports alone costs its size many times over.</summary>
    private const int MaxImports = 4096;

    private readonly List<GuestImport> _imports = [];
    private readonly HashSet<AttachPoint> _attachPoints = [];

    private GuestShape()
    {
    }

    /// <summary>How many bytes the preamble and the leading sections have.</summary>
    public int PrefixBytes { get; private set; } = PreambleBytes;

    public IReadOnlyList<GuestImport> Imports => _imports;

    public uint Types { get; private set; }

    public uint Funcs { get; private set; }

    public uint Values { get; private set; }

    public uint Components { get; private set; }

    public uint Instances { get; private set; }

    public uint CoreModules { get; private set; }

    /// <summary>Whether it exports the function that returns the pages of its memory.</summary>
    public bool ExportsPages { get; private set; }

    /// <summary>Whether it exports the interface of an attach point.</summary>
    public bool Exports(AttachPoint attachPoint) => _attachPoints.Contains(attachPoint);

    /// <summary>Reads a guest.</summary>
    /// <exception cref="InvalidDataException">It cannot be bridged; the message says why.</exception>
    public static GuestShape Read(ReadOnlySpan<byte> guest)
    {
        GuestShape shape = new();
        shape.ReadExportsAndPrefix(guest);
        if (shape._attachPoints.Count == 0)
        {
            throw new InvalidDataException("it exports no attach point");
        }

        ComponentReader reader = new(guest[..shape.PrefixBytes]);
        reader.ReadBytes(PreambleBytes);
        while (!reader.AtEnd)
        {
            SectionId id = (SectionId)reader.ReadByte();
            shape.ReadPrefixSection(id, reader.ReadBytes(reader.ReadU32()));
        }

        return shape;
    }

    private void ReadExportsAndPrefix(ReadOnlySpan<byte> guest)
    {
        ComponentReader reader = new(guest);
        reader.ReadBytes(PreambleBytes);
        bool onlyPrefixSections = true;
        while (!reader.AtEnd)
        {
            SectionId id = (SectionId)reader.ReadByte();
            ReadOnlySpan<byte> body = reader.ReadBytes(reader.ReadU32());
            if (id == SectionId.Import)
            {
                if (!onlyPrefixSections)
                {
                    throw new InvalidDataException("not all of its imports are in its leading sections");
                }

                PrefixBytes = reader.Position;
            }
            else if (id == SectionId.Export)
            {
                ReadExports(body);
            }

            onlyPrefixSections &= id is SectionId.Custom or SectionId.CoreType or SectionId.Alias or SectionId.Type or SectionId.Import;
        }
    }

    private void ReadExports(ReadOnlySpan<byte> body)
    {
        ComponentReader reader = new(body);
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            string name = ComponentSyntax.ReadExternName(ref reader);
            _attachPoints.UnionWith(AttachPointTable.All.Where(contract => contract.Interface == name).Select(contract => contract.Point));
            ExportsPages |= name == MemoryComposer.PagesExport;
            ComponentSyntax.ReadSort(ref reader);
            reader.ReadU32();
            if (reader.ReadByte() == 1)
            {
                ComponentSyntax.ReadDescription(ref reader);
            }
        }
    }

    private void ReadPrefixSection(SectionId id, ReadOnlySpan<byte> body)
    {
        ComponentReader reader = new(body);
        switch (id)
        {
            case SectionId.Type:
                Types += reader.ReadU32();
                break;
            case SectionId.Alias:
                for (uint n = reader.ReadU32(); n > 0; n--)
                {
                    ReadAlias(ref reader);
                }

                break;
            case SectionId.Import:
                for (uint n = reader.ReadU32(); n > 0; n--)
                {
                    ReadImport(ref reader);
                }

                break;
            default:
                break;
        }
    }

    private void ReadAlias(ref ComponentReader reader)
    {
        byte[] sort = ComponentSyntax.ReadSort(ref reader);
        switch (reader.ReadByte())
        {
            case 2:
                reader.ReadU32();
                reader.ReadU32();
                break;
            default:
                reader.ReadU32();
                reader.ReadName();
                break;
        }

        Count(sort);
    }

    private void ReadImport(ref ComponentReader reader)
    {
        string name = ComponentSyntax.ReadExternName(ref reader);
        byte[] sort = ComponentSyntax.ReadDescription(ref reader);
        if (sort is [2])
        {
            throw new InvalidDataException("it imports a value");
        }

        if (_imports.Count == MaxImports)
        {
            throw new InvalidDataException($"it imports more than {MaxImports} things");
        }

        _imports.Add(new GuestImport(name, sort, Count(sort)));
    }

    /// <summary>Takes the next index of a sort.</summary>
    private uint Count(ReadOnlySpan<byte> sort) => sort[0] switch
    {
        0 => sort[1] == 0x11 ? CoreModules++ : 0,
        1 => Funcs++,
        2 => Values++,
        3 => Types++,
        4 => Components++,
        5 => Instances++,
        _ => throw new InvalidDataException($"it has something of the unknown sort {sort[0]}"),
    };
}
