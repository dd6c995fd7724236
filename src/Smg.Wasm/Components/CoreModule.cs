namespace Smg.Wasm.Components;

/// <summary>A core module by its sections: what a rewriting of its memory must know, and can replace.</summary>
internal sealed class CoreModule
{
    /// <summary>The order in which the sections of a module come. Custom sections may be anywhere.</summary>
    private static readonly CoreSectionId[] Order =
    [
        CoreSectionId.Type,
        CoreSectionId.Import,
        CoreSectionId.Function,
        CoreSectionId.Table,
        CoreSectionId.Memory,
        CoreSectionId.Tag,
        CoreSectionId.Global,
        CoreSectionId.Export,
        CoreSectionId.Start,
        CoreSectionId.Element,
        CoreSectionId.DataCount,
        CoreSectionId.Code,
        CoreSectionId.Data,
    ];

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<(CoreSectionId Id, ReadOnlyMemory<byte> Body)> _sections = [];

    private CoreModule(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>What it imports.</summary>
    public CoreImports Imports { get; private set; } = CoreImports.None;

    /// <summary>Everything that it exports, in order.</summary>
    public IReadOnlyList<CoreModuleExport> Exports { get; private set; } = [];

    /// <summary>The indices of the memories that it exports, by name.</summary>
    public IReadOnlyDictionary<string, uint> ExportedMemories { get; private set; } = new Dictionary<string, uint>();

    /// <summary>Every name that it exports.</summary>
    public IReadOnlySet<string> ExportedNames { get; private set; } = new HashSet<string>();

    /// <summary>Reads a module.</summary>
    /// <exception cref="InvalidDataException">It is truncated, or has something unknown.</exception>
    public static CoreModule Read(ReadOnlyMemory<byte> bytes)
    {
        CoreModule module = new(bytes);
        ComponentReader reader = ComponentReader.OfSections(bytes.Span);
        while (!reader.AtEnd)
        {
            CoreSectionId id = (CoreSectionId)reader.ReadByte();
            uint size = reader.ReadU32();
            int start = reader.Position;
            reader.ReadBytes(size);
            module._sections.Add((id, bytes[start..reader.Position]));
        }

        module.Imports = CoreImports.Read(module.Section(CoreSectionId.Import).Span);
        module.ReadExports();
        return module;
    }

    /// <summary>The content of a section; empty where the module does not have it.</summary>
    public ReadOnlyMemory<byte> Section(CoreSectionId id) => _sections.Find(section => section.Id == id).Body;

    /// <summary>Whether every section but the custom ones is known, comes once and in its place.</summary>
    public bool HasSectionsInOrder
    {
        get
        {
            int[] places =
            [
                .. _sections.Where(section => section.Id != CoreSectionId.Custom).Select(section => Array.IndexOf(Order, section.Id)),
            ];
            return !places.Contains(-1) && places.Zip(places.Skip(1)).All(pair => pair.First < pair.Second);
        }
    }

    /// <summary>How many items a section holds.</summary>
    public uint Count(CoreSectionId id)
    {
        ReadOnlyMemory<byte> section = Section(id);
        if (section.IsEmpty)
        {
            return 0;
        }

        ComponentReader reader = new(section.Span);
        return reader.ReadU32();
    }

    /// <summary>The sizes of the memories that it defines, in order.</summary>
    /// <exception cref="InvalidDataException">The section is truncated.</exception>
    public IReadOnlyList<CoreLimits> MemoryLimits() =>
        ComponentReader.ItemsOf<CoreLimits>(Section(CoreSectionId.Memory).Span, CoreLimits.Read);

    /// <summary>The sizes of the tables that it defines, in order.</summary>
    /// <exception cref="InvalidDataException">The section is truncated, or a table says what its elements begin with.</exception>
    public IReadOnlyList<CoreLimits> TableLimits() => ComponentReader.ItemsOf<CoreLimits>(Section(CoreSectionId.Table).Span, ReadTable);

    /// <summary>Replaces a section, or adds it where the module has none.</summary>
    public void Replace(CoreSectionId id, byte[] body)
    {
        int at = _sections.FindIndex(section => section.Id == id);
        if (at >= 0)
        {
            _sections[at] = (id, body);
            return;
        }

        int place = Array.IndexOf(Order, id);
        at = _sections.FindIndex(section => Array.IndexOf(Order, section.Id) > place);
        _sections.Insert(at < 0 ? _sections.Count : at, (id, body));
    }

    /// <summary>Adds items at the end of a section.</summary>
    /// <param name="id">The section.</param>
    /// <param name="count">How many items.</param>
    /// <param name="items">The items, as the section has them.</param>
    public void Append(CoreSectionId id, uint count, ReadOnlySpan<byte> items)
    {
        ReadOnlySpan<byte> section = Section(id).Span;
        uint before = 0;
        if (!section.IsEmpty)
        {
            ComponentReader reader = new(section);
            before = reader.ReadU32();
            section = section[reader.Position..];
        }

        Replace(id, new ComponentWriter().U32(before + count).Bytes(section).Bytes(items).ToArray());
    }

    /// <summary>The module with its sections as they are now.</summary>
    public byte[] ToArray()
    {
        ComponentWriter module = new ComponentWriter().Bytes(_bytes.Span[..ComponentReader.PreambleBytes]);
        foreach ((CoreSectionId id, ReadOnlyMemory<byte> body) in _sections)
        {
            module.Byte((byte)id).U32((uint)body.Length).Bytes(body.Span);
        }

        return module.ToArray();
    }

    private static CoreLimits ReadTable(ref ComponentReader reader)
    {
        const byte WithInitialElement = 0x40;
        byte type = reader.ReadByte();
        Refuse.If(type == WithInitialElement, "one of its tables says what its elements begin with");
        if (CoreSyntax.HasHeapType(type))
        {
            CoreSyntax.SkipNumber(ref reader);
        }

        return CoreLimits.Read(ref reader);
    }

    private void ReadExports()
    {
        Exports = ComponentReader.ItemsOf(
            Section(CoreSectionId.Export).Span,
            (ref ComponentReader reader) => new CoreModuleExport(reader.ReadName(), (CoreSpace)reader.ReadByte(), reader.ReadU32())
        );
        ExportedMemories = Exports
            .Where(export => export.Space == CoreSpace.Memory)
            .GroupBy(export => export.Name)
            .ToDictionary(same => same.Key, same => same.Last().Index);
        ExportedNames = Exports.Select(export => export.Name).ToHashSet();
    }
}
