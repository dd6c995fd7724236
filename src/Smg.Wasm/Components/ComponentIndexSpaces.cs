namespace Smg.Wasm.Components;

/// <summary>
/// What one level of a component defines: how many things of each sort, what its functions and instances are, and what it exports.
/// New sections behind the last use those counts as the first free indices.
/// </summary>
internal sealed class ComponentIndexSpaces
{
    private readonly List<FunctionSource> _funcs = [];
    private readonly List<InstanceSource> _instances = [];
    private readonly List<Range?> _components = [];
    private readonly Dictionary<string, ItemRef> _exports = [];

    private ComponentIndexSpaces(ReadOnlyMemory<byte> component) => Core = new CoreLevel(component);

    /// <summary>Its core modules, core instances and core memories.</summary>
    public CoreLevel Core { get; }

    public uint CoreModules => (uint)Core.Modules;

    public uint CoreInstances => (uint)Core.Instances.Count;

    public uint CoreFuncs { get; private set; }

    public uint CoreMemories => (uint)Core.Memories;

    public uint Types { get; private set; }

    public uint Funcs => (uint)_funcs.Count;

    public uint Instances => (uint)_instances.Count;

    public uint Components => (uint)_components.Count;

    /// <summary>
    /// Where the section of each nested component lies, header included; by the component's index, null where it is not defined at this
    /// level.
    /// </summary>
    public IReadOnlyList<Range?> ComponentSections => _components;

    /// <summary>What it exports, by name.</summary>
    public IReadOnlyDictionary<string, ItemRef> Exports => _exports;

    /// <summary>Reads a component's outermost level.</summary>
    /// <exception cref="InvalidDataException">It is truncated, or has something unknown; the message says what.</exception>
    public static ComponentIndexSpaces Read(ReadOnlyMemory<byte> component)
    {
        ComponentIndexSpaces spaces = new(component);
        ComponentReader reader = ComponentReader.OfSections(component.Span);
        while (!reader.AtEnd)
        {
            ReadOnlySpan<byte> body = reader.ReadSection(out SectionId id, out Range whole);
            spaces.ReadSection(id, body, whole);
        }

        return spaces;
    }

    /// <summary>What a function is.</summary>
    /// <exception cref="InvalidDataException">The index is not one of a function.</exception>
    public FunctionSource Func(uint index) =>
        index < _funcs.Count ? _funcs[(int)index] : throw new InvalidDataException($"it has no function {index}");

    /// <summary>What an instance is.</summary>
    /// <exception cref="InvalidDataException">The index is not one of an instance.</exception>
    public InstanceSource Instance(uint index) =>
        index < _instances.Count ? _instances[(int)index] : throw new InvalidDataException($"it has no instance {index}");

    /// <summary>The bytes of a nested component.</summary>
    /// <exception cref="InvalidDataException">The component is not defined at this level.</exception>
    public ReadOnlyMemory<byte> Nested(ReadOnlyMemory<byte> component, uint index)
    {
        Range section =
            (index < _components.Count ? _components[(int)index] : null)
            ?? throw new InvalidDataException($"its component {index} is defined elsewhere");
        ComponentReader reader = new(component.Span[section]);
        reader.ReadByte();
        uint size = reader.ReadU32();
        return component[section].Slice(reader.Position, (int)size);
    }

    private void ReadSection(SectionId id, ReadOnlySpan<byte> body, Range section)
    {
        ComponentReader reader = new(body);
        switch (id)
        {
            case SectionId.Custom or SectionId.CoreType:
                break;
            case SectionId.CoreModule:
                Core.AddModule(section);
                break;
            case SectionId.CoreInstance:
                ReadEach(ref reader, (ref ComponentReader each) => Core.AddInstance(CoreInstance.Read(ref each)));
                break;
            case SectionId.Component:
                _components.Add(section);
                break;
            case SectionId.Type:
                Types += reader.ReadU32();
                break;
            case SectionId.Instance:
                ReadEach(ref reader, ReadInstance);
                break;
            case SectionId.Alias:
                ReadEach(ref reader, ReadAlias);
                break;
            case SectionId.Canon:
                ReadEach(ref reader, ReadCanon);
                break;
            case SectionId.Import:
                ReadEach(ref reader, ReadImport);
                break;
            case SectionId.Export:
                ReadEach(ref reader, ReadExport);
                break;
            case SectionId.Start:
            default:
                throw new InvalidDataException($"it has a section of the unknown kind {(byte)id}");
        }
    }

    private delegate void ItemReader(ref ComponentReader reader);

    private static void ReadEach(ref ComponentReader reader, ItemReader read)
    {
        for (uint n = reader.ReadU32(); n > 0; n--)
        {
            read(ref reader);
        }
    }

    private void ReadInstance(ref ComponentReader reader)
    {
        ComponentInstance read = ComponentInstance.Read(ref reader);
        Dictionary<string, ItemRef> items = [];
        foreach (NamedItem item in read.Items)
        {
            items[item.Name] = new ItemRef((ItemSort)item.Sort[0], item.Index);
        }

        _instances.Add(read.Component is { } instantiated ? new InstantiatedComponent(instantiated, items) : new BundledInstance(items));
    }

    private void ReadAlias(ref ComponentReader reader)
    {
        (byte[] sort, uint owner, string? name) = ComponentSyntax.ReadAlias(ref reader);
        if (name is null)
        {
            Add(sort, new UnknownFunction(), new UnknownInstance());
        }
        else
        {
            Add(sort, new FunctionOfInstance(owner, name), new InstanceOfInstance(owner, name), new CoreExport(owner, name));
        }
    }

    private void ReadCanon(ref ComponentReader reader)
    {
        CanonDefinition read = CanonDefinition.Read(ref reader);
        if (!read.IsLift)
        {
            CoreFuncs++;
            return;
        }

        _funcs.Add(
            read.Options is { Memory: { } memory, Realloc: { } realloc } options
                ? new FunctionOfCore(new LiftedFunction(read.Index, options.Encoding, memory, realloc, options.PostReturn))
            : read.Options is { Memory: null } ? new PlainFunction(read.Index)
            : new UnknownFunction()
        );
    }

    private void ReadImport(ref ComponentReader reader)
    {
        string name = ComponentSyntax.ReadExternName(ref reader);
        byte[] sort = ComponentSyntax.ReadDescription(ref reader);
        Add(sort, new ImportedFunction(name), new ImportedInstance(name));
    }

    private void ReadExport(ref ComponentReader reader)
    {
        (string name, byte[] sort, uint index) = ComponentSyntax.ReadExport(ref reader);
        _exports[name] = new ItemRef((ItemSort)sort[0], index);

        // An export takes one more index of its sort.
        Add(sort, new SameFunction(index), new SameInstance(index));
    }

    /// <summary>Takes the next index of a sort.</summary>
    /// <param name="sort">The sort.</param>
    /// <param name="function">What it is where it is a function.</param>
    /// <param name="instance">What it is where it is an instance.</param>
    /// <param name="memory">What exports it where it is a core memory; null where it is defined elsewhere.</param>
    private void Add(ReadOnlySpan<byte> sort, FunctionSource function, InstanceSource instance, CoreExport? memory = null)
    {
        const byte CoreFunc = 0;
        const byte CoreMemory = 2;
        switch (sort)
        {
            case [0, CoreFunc]:
                CoreFuncs++;
                break;
            case [0, CoreMemory]:
                Core.AddMemory(memory);
                break;
            case [0, CoreSort.Module]:
                Core.AddModule(section: null);
                break;
            case [0, CoreSort.Instance]:
                Core.AddInstance(CoreInstance.Elsewhere);
                break;
            case [0, _]:
                break;
            case [(byte)ItemSort.Func]:
                _funcs.Add(function);
                break;
            case [(byte)ItemSort.Type]:
                Types++;
                break;
            case [(byte)ItemSort.Component]:
                _components.Add(null);
                break;
            case [(byte)ItemSort.Instance]:
                _instances.Add(instance);
                break;
            default:
                throw new InvalidDataException($"it has an item of the unknown sort {sort[0]}");
        }
    }
}
