namespace Smg.Wasm.Components;

/// <summary>The core modules, core instances and core memories of one level of a component.</summary>
internal sealed class CoreLevel
{
    private const int PreambleBytes = 8;
    private const byte MemorySort = 2;
    private const byte ModuleSort = 0x11;

    /// <summary>A memory is passed on through a few instances; without a bound, a file can make as many as it has bytes.</summary>
    private const int MaxSteps = 64;

    private readonly ReadOnlyMemory<byte> _component;
    private readonly List<Range?> _modules = [];
    private readonly List<CoreInstance> _instances = [];
    private readonly List<CoreExport?> _memories = [];
    private readonly Dictionary<uint, CoreModule> _read = [];

    private CoreLevel(ReadOnlyMemory<byte> component) => _component = component;

    /// <summary>The core instances, in order.</summary>
    public IReadOnlyList<CoreInstance> Instances => _instances;

    /// <summary>How many core memories it has.</summary>
    public int Memories => _memories.Count;

    /// <summary>Reads a component's outermost level.</summary>
    /// <exception cref="InvalidDataException">It is truncated, or has something unknown.</exception>
    public static CoreLevel Read(ReadOnlyMemory<byte> component)
    {
        CoreLevel level = new(component);
        ComponentReader reader = new(component.Span);
        reader.ReadBytes(PreambleBytes);
        while (!reader.AtEnd)
        {
            ReadOnlySpan<byte> body = reader.ReadSection(out SectionId id, out Range whole);
            level.ReadSection(id, body, whole);
        }

        return level;
    }

    /// <summary>The section of a core module, its header included; null where the module is defined elsewhere.</summary>
    public Range? ModuleSection(uint index) => index < _modules.Count ? _modules[(int)index] : null;

    /// <summary>A core module; null where it is defined elsewhere.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public CoreModule? Module(uint index)
    {
        if (ModuleSection(index) is not { } section)
        {
            return null;
        }

        if (!_read.TryGetValue(index, out CoreModule? module))
        {
            ComponentReader reader = new(_component.Span[section]);
            reader.ReadByte();
            reader.ReadU32();
            module = CoreModule.Read(_component[section][reader.Position..]);
            _read.Add(index, module);
        }

        return module;
    }

    /// <summary>Finds the instance that defines a core memory of this level.</summary>
    /// <returns>Null where it is defined elsewhere.</returns>
    public CoreMemory? FindMemory(uint index) =>
        index < _memories.Count && _memories[(int)index] is { } export ? FindMemory(export, MaxSteps) : null;

    /// <summary>Finds the instance that defines a memory of an instance.</summary>
    /// <param name="instance">The instance, one that is made of a module.</param>
    /// <param name="memory">The memory's index in that module.</param>
    /// <returns>Null where it is defined elsewhere.</returns>
    public CoreMemory? FindMemory(uint instance, uint memory) => FindMemory(instance, memory, MaxSteps);

    private CoreMemory? FindMemory(CoreExport export, int steps)
    {
        if (steps == 0 || export.Instance >= _instances.Count)
        {
            return null;
        }

        CoreInstance instance = _instances[(int)export.Instance];
        if (instance.Module is { } module)
        {
            return Module(module)?.ExportedMemories.TryGetValue(export.Name, out uint memory) == true
                ? FindMemory(export.Instance, memory, steps - 1)
                : null;
        }

        return
            instance.BundledMemories.TryGetValue(export.Name, out uint index)
            && index < _memories.Count
            && _memories[(int)index] is { } bundled
            ? FindMemory(bundled, steps - 1)
            : null;
    }

    private CoreMemory? FindMemory(uint instance, uint memory, int steps)
    {
        CoreInstance source = _instances[(int)instance];
        IReadOnlyList<(string Module, string Name)> imported = Module(source.Module!.Value)!.Imports.Memories;
        if (memory >= imported.Count)
        {
            return new CoreMemory(instance, memory - (uint)imported.Count);
        }

        (string module, string name) = imported[(int)memory];
        return source.Arguments.TryGetValue(module, out uint argument) ? FindMemory(new CoreExport(argument, name), steps - 1) : null;
    }

    private void ReadSection(SectionId id, ReadOnlySpan<byte> body, Range section)
    {
        ComponentReader reader = new(body);
        switch (id)
        {
            case SectionId.CoreModule:
                _modules.Add(section);
                break;
            case SectionId.CoreInstance:
                for (uint n = reader.ReadU32(); n > 0; n--)
                {
                    _instances.Add(CoreInstance.Read(ref reader));
                }

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
                    ComponentSyntax.ReadExternName(ref reader);
                    AddModule(ComponentSyntax.ReadDescription(ref reader));
                }

                break;
            case SectionId.Export:
                for (uint n = reader.ReadU32(); n > 0; n--)
                {
                    AddModule(ComponentSyntax.ReadExport(ref reader).Sort);
                }

                break;
            default:
                break;
        }
    }

    private void ReadAlias(ref ComponentReader reader)
    {
        (byte[] sort, uint owner, string? name) = ComponentSyntax.ReadAlias(ref reader);
        AddModule(sort);
        if (sort is [0, MemorySort])
        {
            _memories.Add(name is null ? null : new CoreExport(owner, name));
        }
    }

    private void AddModule(ReadOnlySpan<byte> sort)
    {
        if (sort is [0, ModuleSort])
        {
            _modules.Add(null);
        }
    }
}
