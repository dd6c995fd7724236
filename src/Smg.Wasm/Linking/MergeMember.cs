using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>
/// One of the instances that become one, with its module read, and the index that everything of it has in the merged module.
/// </summary>
internal sealed class MergeMember
{
    private const int SpaceCount = 8;

    private readonly uint[][] _indices = [.. Enumerable.Repeat(Array.Empty<uint>(), SpaceCount)];

    /// <summary>Reads an instance's module.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="types">Its types are added to these.</param>
    /// <exception cref="InvalidDataException">It has something that cannot be merged.</exception>
    public MergeMember(LevelInstance instance, MergedTypes types)
    {
        Instance = instance;
        _indices[(int)CoreSpace.Type] = types.Add(Module.Section(CoreSectionId.Type).Span);
        Functions = ReadFunctions();
        Tables = ReadTables();
        Memories = Module.MemoryLimits();
        Globals = ReadGlobals();
        Tags = ReadTags();
        Elements = CoreElements.Read(Module.Section(CoreSectionId.Element));
        Data = CoreData.Read(Module.Section(CoreSectionId.Data));
        Declared = FindDeclared();
    }

    /// <summary>The instance.</summary>
    public LevelInstance Instance { get; }

    /// <summary>Its module.</summary>
    public CoreModule Module => Instance.Module!;

    /// <summary>The merged types of the functions that it defines.</summary>
    public IReadOnlyList<uint> Functions { get; }

    /// <summary>The tables that it defines.</summary>
    public IReadOnlyList<MergedTable> Tables { get; }

    /// <summary>The sizes of the memories that it defines.</summary>
    public IReadOnlyList<CoreLimits> Memories { get; }

    /// <summary>The globals that it defines.</summary>
    public IReadOnlyList<MergedGlobal> Globals { get; }

    /// <summary>The merged types of the tags that it defines.</summary>
    public IReadOnlyList<uint> Tags { get; }

    /// <summary>Its segments of elements.</summary>
    public IReadOnlyList<CoreElements> Elements { get; }

    /// <summary>Its segments of data.</summary>
    public IReadOnlyList<CoreData> Data { get; }

    /// <summary>The functions that its code may make references to.</summary>
    public IReadOnlySet<uint> Declared { get; }

    /// <summary>How many items of a kind it defines.</summary>
    public int Defined(CoreSpace space) =>
        space switch
        {
            CoreSpace.Function => Functions.Count,
            CoreSpace.Table => Tables.Count,
            CoreSpace.Memory => Memories.Count,
            CoreSpace.Global => Globals.Count,
            CoreSpace.Tag => Tags.Count,
            CoreSpace.Element => Elements.Count,
            CoreSpace.Data => Data.Count,
            CoreSpace.Type or _ => 0,
        };

    /// <summary>Sets the merged indices of a kind.</summary>
    public void SetIndices(CoreSpace space, uint[] indices) => _indices[(int)space] = indices;

    /// <summary>The merged index of something.</summary>
    /// <exception cref="InvalidDataException">The module has no such item.</exception>
    public uint Index(CoreSpace space, uint index)
    {
        uint[] indices = _indices[(int)space];
        return index < indices.Length
            ? indices[index]
            : throw new InvalidDataException($"a core module names the {space} {index}, which it does not have");
    }

    /// <summary>The functions' bodies.</summary>
    /// <exception cref="InvalidDataException">Their number is not that of the functions.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Bodies()
    {
        ReadOnlyMemory<byte> section = Module.Section(CoreSectionId.Code);
        int position = 0;
        uint count = section.IsEmpty ? 0 : ReadU32(section, ref position);
        Refuse.If(count != Functions.Count, "a core module has functions without code");
        for (; count > 0; count--)
        {
            int length = (int)ReadU32(section, ref position);
            Refuse.If(length < 0 || length > section.Length - position, "a core module is truncated");
            LinkLimits.Check(length, LinkLimits.FunctionBytes, "bytes in one function");
            yield return section.Slice(position, length);
            position += length;
        }
    }

    private static uint ReadU32(ReadOnlyMemory<byte> section, ref int position)
    {
        ComponentReader reader = new(section.Span[position..]);
        uint value = reader.ReadU32();
        position += reader.Position;
        return value;
    }

    /// <summary>Functions count as declared where something else than code names them: an export, an element, a global.</summary>
    private HashSet<uint> FindDeclared()
    {
        IEnumerable<ConstantExpression> expressions = Globals
            .Select(global => global.Value)
            .Concat(Elements.SelectMany(segment => segment.Expressions ?? []));
        return
        [
            .. Module.Exports.Where(export => export.Space == CoreSpace.Function).Select(export => export.Index),
            .. Elements.SelectMany(segment => segment.Functions),
            .. expressions
                .SelectMany(expression => expression.Steps)
                .Where(step => step.Operand?.Space == CoreSpace.Function)
                .Select(step => step.Operand!.Value.Index),
        ];
    }

    private List<uint> ReadFunctions() =>
        ComponentReader.ItemsOf(
            Module.Section(CoreSectionId.Function).Span,
            (ref ComponentReader reader) => Index(CoreSpace.Type, reader.ReadU32())
        );

    private List<MergedTable> ReadTables()
    {
        ReadOnlyMemory<byte> section = Module.Section(CoreSectionId.Table);
        return ComponentReader.ItemsOf(section.Span, (ref ComponentReader reader) => MergedTable.Read(ref reader, section));
    }

    private List<MergedGlobal> ReadGlobals()
    {
        ReadOnlyMemory<byte> section = Module.Section(CoreSectionId.Global);
        return ComponentReader.ItemsOf(section.Span, (ref ComponentReader reader) => MergedGlobal.Read(ref reader, section));
    }

    private List<uint> ReadTags() => ComponentReader.ItemsOf<uint>(Module.Section(CoreSectionId.Tag).Span, TagType);

    /// <summary>Reads the type of a tag.</summary>
    /// <returns>Its merged type.</returns>
    /// <exception cref="InvalidDataException">It is not one of exceptions.</exception>
    public uint TagType(ref ComponentReader reader) =>
        reader.ReadByte() == 0
            ? Index(CoreSpace.Type, reader.ReadU32())
            : throw new InvalidDataException("a core module has a tag of an unknown form");
}

/// <summary>A table of a module.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Limits">Its size.</param>
/// <param name="Bytes">Both as the section has them.</param>
internal sealed record MergedTable(byte Type, CoreLimits Limits, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Reads a table.</summary>
    /// <exception cref="InvalidDataException">Its elements are of an unknown type, or begin with a value.</exception>
    public static MergedTable Read(ref ComponentReader reader, ReadOnlyMemory<byte> section)
    {
        int start = reader.Position;
        byte type = reader.ReadByte();
        return CoreSyntax.IsPredefined(type)
            ? new MergedTable(type, CoreLimits.Read(ref reader), section[start..reader.Position])
            : throw new InvalidDataException("a core module has a table of an unknown type");
    }
}

/// <summary>A global of a module.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Mutability">1 where it can be set, else 0.</param>
/// <param name="Value">Its first value.</param>
internal sealed record MergedGlobal(byte Type, byte Mutability, ConstantExpression Value)
{
    /// <summary>Reads a global with its initial value.</summary>
    /// <param name="reader">Where it begins.</param>
    /// <param name="section">The section that is read.</param>
    public static MergedGlobal Read(ref ComponentReader reader, ReadOnlyMemory<byte> section)
    {
        (byte type, byte mutability) = ReadType(ref reader);
        return new MergedGlobal(type, mutability, ConstantExpression.Read(ref reader, section));
    }

    /// <summary>Reads the type of a global.</summary>
    /// <exception cref="InvalidDataException">It is unknown.</exception>
    public static (byte Type, byte Mutability) ReadType(ref ComponentReader reader)
    {
        byte type = reader.ReadByte();
        byte mutability = reader.ReadByte();
        return CoreSyntax.IsPredefined(type) && mutability <= 1
            ? (type, mutability)
            : throw new InvalidDataException("a core module has a global of an unknown type");
    }
}
