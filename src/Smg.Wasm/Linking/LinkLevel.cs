using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>
/// One level of a component as a list of definitions in their order, in which every mention of something core is followed to where it comes
/// from. Reading is strict: where the level has something unknown, or is not valid as far as linking would hide it, it stays as it is.
/// </summary>
internal sealed class LinkLevel
{
    private readonly List<LevelItem> _items = [];
    private readonly List<LevelInstance> _instances = [];
    private readonly List<ReadOnlyMemory<byte>> _modules = [];
    private readonly Dictionary<uint, CoreModule> _read = [];
    private readonly List<CoreSource>[] _sources = [.. Enumerable.Range(0, CoreSource.Spaces).Select(_ => new List<CoreSource>())];

    private long _names;

    private LinkLevel() { }

    /// <summary>The definitions, in order.</summary>
    public IReadOnlyList<LevelItem> Items => _items;

    /// <summary>The core instances, bundles among them.</summary>
    public IReadOnlyList<LevelInstance> Instances => _instances;

    /// <summary>The core modules.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Modules => _modules;

    /// <summary>Reads a component's outermost level.</summary>
    /// <exception cref="InvalidDataException">It cannot be linked; the message says why.</exception>
    public static LinkLevel Read(ReadOnlyMemory<byte> component)
    {
        LinkLevel level = new();
        ComponentReader reader = ComponentReader.OfSections(component.Span);
        while (!reader.AtEnd)
        {
            ReadOnlySpan<byte> body = reader.ReadSection(out SectionId id, out _);
            level.ReadSection(id, component[(reader.Position - body.Length)..reader.Position]);
        }

        return level;
    }

    /// <summary>How many core instances of modules a component's outermost level has, as far as it can be read.</summary>
    public static int CountModuleInstances(ReadOnlySpan<byte> component)
    {
        int count = 0;
        ComponentReader reader = ComponentReader.OfSections(component);
        while (!reader.AtEnd)
        {
            ReadOnlySpan<byte> body = reader.ReadSection(out SectionId id, out _);
            if (id != SectionId.CoreInstance)
            {
                continue;
            }

            ComponentReader instances = new(body);
            for (uint n = instances.ReadU32(); n > 0; n--)
            {
                count += CoreInstance.Read(ref instances).Module is null ? 0 : 1;
            }
        }

        return count;
    }

    private void ReadSection(SectionId id, ReadOnlyMemory<byte> body)
    {
        switch (id)
        {
            case SectionId.CoreModule:
                _items.Add(new ModuleItem((uint)_modules.Count));
                _modules.Add(body);
                break;
            case SectionId.Component:
                _items.Add(new NestedItem(body));
                break;
            case SectionId.CoreInstance:
                ReadEach(body, ReadCoreInstance);
                break;
            case SectionId.Alias:
                ReadEach(body, ReadAlias);
                break;
            case SectionId.Canon:
                ReadEach(body, ReadCanon);
                break;
            case SectionId.Type:
                ReadTypes(body);
                break;
            case SectionId.Instance:
                ReadInstances(body);
                break;
            case SectionId.Import:
                ReadEach(body, CheckImport);
                _items.Add(new RawItem(id, body));
                break;
            case SectionId.Export:
                ReadEach(body, CheckExport);
                _items.Add(new RawItem(id, body));
                break;
            case SectionId.Custom or SectionId.CoreType:
                _items.Add(new RawItem(id, body));
                break;
            case SectionId.Start:
            default:
                throw new InvalidDataException($"it has a section of the unknown kind {(byte)id}");
        }
    }

    private delegate void ItemReader(ref ComponentReader reader, ReadOnlyMemory<byte> section);

    private static void ReadEach(ReadOnlyMemory<byte> section, ItemReader read)
    {
        ComponentReader reader = new(section.Span);
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            read(ref reader, section);
        }

        ThrowUnlessAtEnd(reader);
    }

    private static void ThrowUnlessAtEnd(ComponentReader reader) =>
        Refuse.If(!reader.AtEnd, "it has a section that is longer than its items");

    private void ReadCoreInstance(ref ComponentReader reader, ReadOnlyMemory<byte> section)
    {
        CoreInstance read = CoreInstance.Read(ref reader);
        Refuse.If(read.HasNameTwice, "a core instance has a name twice");
        uint index = (uint)_instances.Count;
        CoreModule? made = read.Module is { } ofModule ? Module(ofModule) : null;
        _names += read.Bundle.Count + (made is null ? 0 : made.Count(CoreSectionId.Import) + made.Exports.Count);
        LinkLimits.Check(_names, LinkLimits.Names, "imports and exports of core instances");
        LevelInstance instance = read.Module is { } module
            ? LevelInstance.OfModule(
                index,
                _items.Count,
                (module, made!),
                read.Arguments.ToDictionary(argument => argument.Key, argument => Instance(argument.Value))
            )
            : LevelInstance.OfBundle(
                index,
                _items.Count,
                read.Bundle.Select(item => (item.Name, Source((CoreSpace)item.Sort, item.Index)))
            );
        _instances.Add(instance);
        _items.Add(new InstanceItem(instance));
    }

    private CoreModule Module(uint index)
    {
        if (index >= _modules.Count)
        {
            throw new InvalidDataException($"it has no core module {index}");
        }

        if (!_read.TryGetValue(index, out CoreModule? module))
        {
            module = CoreModule.Read(_modules[(int)index]);
            _read.Add(index, module);
        }

        return module.HasSectionsInOrder
            ? module
            : throw new InvalidDataException("a core module has an unknown section, or one that is out of order");
    }

    private LevelInstance Instance(uint index) =>
        index < _instances.Count ? _instances[(int)index] : throw new InvalidDataException($"it has no core instance {index}");

    /// <summary>The core item with an index of the component.</summary>
    /// <exception cref="InvalidDataException">It has none by that index.</exception>
    public CoreSource Source(CoreSpace space, uint index)
    {
        if ((int)space >= CoreSource.Spaces)
        {
            throw new InvalidDataException($"it aliases a core item of the unknown kind {(byte)space}");
        }

        List<CoreSource> sources = _sources[(int)space];
        return index < sources.Count ? sources[(int)index] : throw new InvalidDataException($"it has no core {space} {index}");
    }

    private void ReadAlias(ref ComponentReader reader, ReadOnlyMemory<byte> section)
    {
        int start = reader.Position;
        (byte[] sort, uint owner, string? name) = ComponentSyntax.ReadAlias(ref reader);
        if (sort is [0, < CoreSource.Spaces] && name is not null)
        {
            CoreSource source = Instance(owner).Export(name);
            if (source.Space != (CoreSpace)sort[1])
            {
                throw new InvalidDataException($"its core instance {owner} exports '{name}' as another kind of item");
            }

            _sources[sort[1]].Add(source);
            return;
        }

        Refuse.If(
            sort is [0, CoreSort.Module or CoreSort.Instance or < CoreSource.Spaces],
            "it takes a core item from a component around it, or from an instance"
        );
        _items.Add(new SingleItem(SectionId.Alias, section[start..reader.Position]));
    }

    private void ReadCanon(ref ComponentReader reader, ReadOnlyMemory<byte> section)
    {
        int start = reader.Position;
        CanonDefinition read = CanonDefinition.Read(ref reader);
        if (read.Options is not { } options)
        {
            _items.Add(new ResourceFunctionItem(section[start..reader.Position], Define()));
            return;
        }

        CoreSource? lifted = read.IsLift ? Source(CoreSpace.Function, read.Index) : null;
        IEnumerable<uint> functions = new[] { options.Realloc, options.PostReturn }.OfType<uint>();
        _items.Add(
            new ConversionItem(lifted, read.Index, options, read.Type)
            {
                OptionSources =
                [
                    .. options.Memory is { } memory ? [Source(CoreSpace.Memory, memory)] : Array.Empty<CoreSource>(),
                    .. functions.Select(function => Source(CoreSpace.Function, function)),
                ],
                Defined = read.IsLift ? null : Define(),
            }
        );
    }

    /// <summary>A core function that the component makes itself.</summary>
    private CoreSource Define()
    {
        CoreSource source = new(CoreSpace.Function, null, (uint)_sources[(int)CoreSpace.Function].Count);
        _sources[(int)CoreSpace.Function].Add(source);
        return source;
    }

    /// <summary>Types stay together, but for those of resources with destructors.</summary>
    private void ReadTypes(ReadOnlyMemory<byte> section)
    {
        ComponentReader reader = new(section.Span);
        List<LevelItem> items = [];
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            int start = reader.Position;
            if (ComponentTypeSyntax.Skip(ref reader, out int destructorAt) is { } destructor)
            {
                items.Add(new ResourceItem(section[start..destructorAt], Source(CoreSpace.Function, destructor)));
            }
            else
            {
                items.Add(new SingleItem(SectionId.Type, section[start..reader.Position]));
            }
        }

        ThrowUnlessAtEnd(reader);
        if (items.Exists(item => item is ResourceItem))
        {
            _items.AddRange(items);
        }
        else
        {
            _items.Add(new RawItem(SectionId.Type, section));
        }
    }

    private void ReadInstances(ReadOnlyMemory<byte> section)
    {
        bool instantiates = false;
        ReadEach(
            section,
            (ref ComponentReader reader, ReadOnlyMemory<byte> _) =>
            {
                ComponentInstance read = ComponentInstance.Read(ref reader);
                instantiates |= read.Component is not null;
                foreach (NamedItem item in read.Items)
                {
                    ThrowIfModule(item.Sort);
                }
            }
        );
        _items.Add(new RawItem(SectionId.Instance, section, instantiates));
    }

    private static void CheckImport(ref ComponentReader reader, ReadOnlyMemory<byte> section)
    {
        ComponentSyntax.ReadExternName(ref reader);
        ThrowIfModule(ComponentSyntax.ReadDescription(ref reader));
    }

    private static void CheckExport(ref ComponentReader reader, ReadOnlyMemory<byte> section) =>
        ThrowIfModule(ComponentSyntax.ReadExport(ref reader).Sort);

    private static void ThrowIfModule(ReadOnlySpan<byte> sort) => Refuse.If(sort is [0, _], "it passes core modules on");
}
