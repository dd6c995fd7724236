namespace Smg.Wasm.Components;

/// <summary>The core modules, core instances and core memories of one level of a component.</summary>
internal sealed class CoreLevel
{
    /// <summary>A memory is passed on through a few instances; without a bound, a file can make as many as it has bytes.</summary>
    private const int MaxSteps = 64;

    /// <summary>As many as Wasmtime's validator takes; without a bound, a file can make as many as half its bytes.</summary>
    private const int MaxInstances = 1000;

    private readonly ReadOnlyMemory<byte> _component;
    private readonly List<Range?> _modules = [];
    private readonly List<CoreInstance> _instances = [];
    private readonly List<CoreExport?> _memories = [];
    private readonly Dictionary<uint, CoreModule> _read = [];

    /// <summary>Makes an empty level, which <see cref="ComponentIndexSpaces"/> fills as it walks the component.</summary>
    /// <param name="component">The component, whose modules are read when they are asked for.</param>
    public CoreLevel(ReadOnlyMemory<byte> component) => _component = component;

    /// <summary>How many core modules it has.</summary>
    public int Modules => _modules.Count;

    /// <summary>The core instances, in order.</summary>
    public IReadOnlyList<CoreInstance> Instances => _instances;

    /// <summary>How many core memories it has.</summary>
    public int Memories => _memories.Count;

    /// <summary>Takes a module's index.</summary>
    /// <param name="section">Where its section lies, header included; null where it is defined elsewhere.</param>
    public void AddModule(Range? section) => _modules.Add(section);

    /// <summary>Takes an instance's index.</summary>
    /// <exception cref="InvalidDataException">It is one too many.</exception>
    public void AddInstance(CoreInstance instance)
    {
        if (_instances.Count == MaxInstances)
        {
            throw new InvalidDataException($"it has more than {MaxInstances} core instances");
        }

        _instances.Add(instance);
    }

    /// <summary>Takes a memory's index.</summary>
    /// <param name="export">What exports it; null where it is defined elsewhere.</param>
    public void AddMemory(CoreExport? export) => _memories.Add(export);

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
}
