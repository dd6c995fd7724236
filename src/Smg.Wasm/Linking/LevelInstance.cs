using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>A core instance of a component with what it imports and exports, followed to where each comes from.</summary>
/// <param name="index">Its index.</param>
/// <param name="position">The place of its definition among those of the component.</param>
internal sealed class LevelInstance(uint index, int position)
{
    private readonly Dictionary<string, CoreSource> _exports = [];
    private readonly List<CoreSource>[] _imported = [.. Enumerable.Range(0, CoreSource.Spaces).Select(_ => new List<CoreSource>())];

    /// <summary>Its index among the component's core instances.</summary>
    public uint Index => index;

    /// <summary>The place of its definition among those of the component.</summary>
    public int Position => position;

    /// <summary>The index of its module; null for a bundle.</summary>
    public uint? ModuleIndex { get; private init; }

    /// <summary>Its module; null for a bundle.</summary>
    public CoreModule? Module { get; private init; }

    /// <summary>The instances that its module is given, by name.</summary>
    public IReadOnlyDictionary<string, LevelInstance> Arguments { get; private init; } = new Dictionary<string, LevelInstance>();

    /// <summary>What its module imports.</summary>
    public IReadOnlyList<CoreImport> ModuleImports { get; private init; } = [];

    /// <summary>Where what its module imports comes from, in the order of the module's imports.</summary>
    public IReadOnlyList<CoreSource> Imports { get; private init; } = [];

    /// <summary>Whether its module runs a function when it is instantiated.</summary>
    public bool HasStart => Module?.Section(CoreSectionId.Start).IsEmpty == false;

    /// <summary>Where what its module imports of one kind comes from, in the order of its indices.</summary>
    public IReadOnlyList<CoreSource> Imported(CoreSpace space) =>
        (int)space < CoreSource.Spaces
            ? _imported[(int)space]
            : throw new InvalidDataException($"it has an item of the unknown kind {space}");

    /// <summary>What an export is.</summary>
    /// <exception cref="InvalidDataException">It has no such export.</exception>
    public CoreSource Export(string name) =>
        _exports.TryGetValue(name, out CoreSource source)
            ? source
            : throw new InvalidDataException($"its core instance {index} has no export '{name}'");

    /// <summary>An instance of bundled items.</summary>
    /// <exception cref="InvalidDataException">Two items have one name.</exception>
    public static LevelInstance OfBundle(uint index, int position, IEnumerable<(string Name, CoreSource Source)> items)
    {
        LevelInstance instance = new(index, position);
        foreach ((string name, CoreSource source) in items)
        {
            instance.Add(name, source);
        }

        return instance;
    }

    /// <summary>An instance of a module.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="position">The place of its definition.</param>
    /// <param name="module">Its module with its index.</param>
    /// <param name="arguments">What the module is given.</param>
    /// <exception cref="InvalidDataException">An import is missing, or two exports have one name.</exception>
    public static LevelInstance OfModule(
        uint index,
        int position,
        (uint Index, CoreModule Module) module,
        IReadOnlyDictionary<string, LevelInstance> arguments
    )
    {
        List<CoreSource> imports = [];
        IReadOnlyList<CoreImport> wanted = CoreImports.ReadAll(module.Module.Section(CoreSectionId.Import));
        foreach (CoreImport import in wanted)
        {
            CoreSource? source = arguments.GetValueOrDefault(import.Module)?.Export(import.Name);
            imports.Add(
                source?.Space == import.Space
                    ? source.Value
                    : throw new InvalidDataException($"a core module lacks the import '{import.Module}' '{import.Name}'")
            );
        }

        LevelInstance instance = new(index, position)
        {
            ModuleIndex = module.Index,
            Module = module.Module,
            Arguments = arguments,
            ModuleImports = wanted,
            Imports = imports,
        };
        foreach (CoreSource source in imports)
        {
            instance._imported[(int)source.Space].Add(source);
        }

        foreach (CoreModuleExport export in module.Module.Exports)
        {
            instance.Add(export.Name, instance.SourceOf(export.Space, export.Index));
        }

        return instance;
    }

    /// <summary>Where something of its module comes from.</summary>
    /// <param name="space">What it is.</param>
    /// <param name="item">Its index in the module.</param>
    /// <exception cref="InvalidDataException">The module has no such item.</exception>
    public CoreSource SourceOf(CoreSpace space, uint item)
    {
        IReadOnlyList<CoreSource> imported = Imported(space);
        return item < imported.Count ? imported[(int)item] : new CoreSource(space, index, item);
    }

    private void Add(string name, CoreSource source)
    {
        if (!_exports.TryAdd(name, source))
        {
            throw new InvalidDataException($"its core instance {index} has the export '{name}' twice");
        }
    }
}
