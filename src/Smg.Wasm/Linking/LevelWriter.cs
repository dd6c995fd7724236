using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>
/// Writes a level of a component with merged core modules. What is core gets new indices: aliases and bundles are written where something
/// needs them; everything else keeps its index.
/// </summary>
internal sealed class LevelWriter
{
    private const byte OfCoreInstance = 1;

    private readonly LinkLevel _level;
    private readonly LinkPlan _plan;
    private readonly ComponentWriter _out = new();
    private readonly Dictionary<CoreSource, uint> _indices = [];
    private readonly Dictionary<uint, uint> _modules = [];
    private readonly Dictionary<LinkGroup, WrittenGroup> _groups = [];
    private readonly HashSet<uint> _merged;
    private readonly Dictionary<LinkGroup, List<CoreSource>> _exports;
    private readonly uint[] _counts = new uint[CoreSource.Spaces];
    private uint _moduleCount;
    private uint _instanceCount;

    private LevelWriter(LinkLevel level, LinkPlan plan)
    {
        _level = level;
        _plan = plan;
        _merged = [.. plan.Groups.Where(IsMerged).SelectMany(group => group.Members).Select(member => member.ModuleIndex!.Value)];
        _exports = FindExports();
    }

    /// <summary>Writes.</summary>
    /// <param name="component">The component whose level it is.</param>
    /// <param name="level">The level.</param>
    /// <param name="plan">What becomes one.</param>
    /// <exception cref="InvalidDataException">It cannot be linked; the message says why.</exception>
    public static byte[] Write(ReadOnlyMemory<byte> component, LinkLevel level, LinkPlan plan)
    {
        LevelWriter writer = new(level, plan);
        writer._out.Bytes(component.Span[..ComponentReader.PreambleBytes]);
        for (int place = 0; place < level.Items.Count; place++)
        {
            writer.Write(level.Items[place], place);
        }

        return writer._out.ToArray();
    }

    private static bool IsMerged(LinkGroup group) => group.Members.Count > 1;

    /// <summary>What the rest of the component uses of each group.</summary>
    private Dictionary<LinkGroup, List<CoreSource>> FindExports()
    {
        Dictionary<LinkGroup, List<CoreSource>> exports = _plan.Groups.ToDictionary(group => group, _ => new List<CoreSource>());
        HashSet<CoreSource> seen = [];
        foreach ((CoreSource source, LinkGroup? user) in _level.Items.SelectMany(Uses))
        {
            if (source.Instance is { } instance && _plan.GroupOf(instance) is { } owner && owner != user && seen.Add(source))
            {
                exports[owner].Add(source);
            }
        }

        return exports;
    }

    private IEnumerable<(CoreSource Source, LinkGroup? User)> Uses(LevelItem item) =>
        item switch
        {
            ResourceItem resource => [(resource.Destructor, null)],
            ConversionItem conversion => conversion
                .OptionSources.Concat(conversion.Lifted is { } lifted ? [lifted] : [])
                .Select(source => (source, (LinkGroup?)null)),
            InstanceItem { Instance: { Module: not null } instance } => instance.Imports.Select(source =>
                (source, (LinkGroup?)_plan.GroupOf(instance.Index))
            ),
            _ => [],
        };

    private void Write(LevelItem item, int place)
    {
        switch (item)
        {
            case RawItem raw:
                _out.Section(raw.Section, raw.Body.Span);
                break;
            case SingleItem single:
                _out.Section(single.Section, new ComponentWriter().U32(1).Bytes(single.Bytes.Span));
                break;
            case NestedItem nested:
                _out.Section(SectionId.Component, nested.Bytes.Span);
                break;
            case ModuleItem { Module: var module } when !_merged.Contains(module):
                _modules.Add(module, WriteModule(_level.Modules[(int)module].Span));
                break;
            case ResourceItem resource:
                Need([resource.Destructor]);
                _out.Section(SectionId.Type, new ComponentWriter().U32(1).Bytes(resource.Before.Span).U32(_indices[resource.Destructor]));
                break;
            case ResourceFunctionItem function:
                _out.Section(SectionId.Canon, new ComponentWriter().U32(1).Bytes(function.Bytes.Span));
                Define(function.Defined);
                break;
            case ConversionItem conversion:
                Write(conversion);
                break;
            case InstanceItem { Instance: { Module: not null } instance }:
                LinkGroup group = _plan.GroupOf(instance.Index);
                if (group.Anchor == place)
                {
                    Write(group);
                }

                break;
            default:
                break;
        }
    }

    private uint WriteModule(ReadOnlySpan<byte> module)
    {
        _out.Section(SectionId.CoreModule, module);
        return _moduleCount++;
    }

    private void Write(ConversionItem conversion)
    {
        Need([.. conversion.OptionSources, .. conversion.Lifted is { } core ? [core] : (CoreSource[])[]]);
        ComponentWriter canon = new ComponentWriter()
            .U32(1)
            .Byte(conversion.Lifted is null ? (byte)1 : (byte)0)
            .Byte(0)
            .U32(conversion.Lifted is { } lifted ? _indices[lifted] : conversion.Lowered);
        conversion.Options.Write(canon, (space, index) => _indices[_level.Source(space, index)]);
        if (conversion.Lifted is not null)
        {
            canon.U32(conversion.Type);
        }

        _out.Section(SectionId.Canon, canon);
        if (conversion.Defined is { } defined)
        {
            Define(defined);
        }
    }

    private void Define(CoreSource source) => _indices.Add(source, _counts[(int)source.Space]++);

    private void Write(LinkGroup group)
    {
        if (!IsMerged(group))
        {
            WriteSingle(group);
            return;
        }

        byte[] module = ModuleMerger.Merge(group.Members, _exports[group], out IReadOnlyList<CoreSource> imports);
        Need(imports);
        uint index = WriteModule(module);
        IEnumerable<(string, string, CoreSource)> given = imports.Select((source, i) => ("", MergedImports.Name(i), source));
        uint instance = WriteInstance(index, [.. given]);
        IEnumerable<string> names = _exports[group].Select((_, i) => ModuleMerger.ExportName(i));
        _groups.Add(group, new WrittenGroup(instance, _exports[group].Zip(names).ToDictionary(e => e.First, e => e.Second)));
    }

    private void WriteSingle(LinkGroup group)
    {
        LevelInstance single = group.Members[0];
        Need(single.Imports);
        IEnumerable<(string Module, string Name, CoreSource)> given = single
            .ModuleImports.Zip(single.Imports, (import, source) => (import.Module, import.Name, source))
            .DistinctBy(import => (import.Module, import.Name));
        uint instance = WriteInstance(_modules[single.ModuleIndex!.Value], [.. given]);
        Dictionary<CoreSource, string> names = [];
        foreach (CoreModuleExport export in single.Module!.Exports)
        {
            names.TryAdd(single.SourceOf(export.Space, export.Index), export.Name);
        }

        _groups.Add(group, new WrittenGroup(instance, names));
    }

    /// <summary>A bundle for each name that a module imports from, and the module's instance.</summary>
    /// <returns>The instance's index.</returns>
    private uint WriteInstance(uint module, IReadOnlyList<(string Module, string Name, CoreSource Source)> given)
    {
        List<IGrouping<string, (string Module, string Name, CoreSource Source)>> bundles = [.. given.GroupBy(import => import.Module)];
        ComponentWriter section = new ComponentWriter().U32((uint)bundles.Count + 1);
        ComponentWriter arguments = new ComponentWriter().U32((uint)bundles.Count);
        foreach (IGrouping<string, (string Module, string Name, CoreSource Source)> bundle in bundles)
        {
            section
                .Byte(1)
                .Items([.. bundle], (writer, item) => writer.Name(item.Name).Byte((byte)item.Source.Space).U32(_indices[item.Source]));
            arguments.Name(bundle.Key).Byte(CoreSort.Instance).U32(_instanceCount++);
        }

        section.Byte(0).U32(module).Bytes(arguments.Span);
        _out.Section(SectionId.CoreInstance, section);
        return _instanceCount++;
    }

    /// <summary>Gives indices to what comes next, by aliases of instances that are there.</summary>
    /// <exception cref="InvalidDataException">Something is not there yet.</exception>
    private void Need(IReadOnlyList<CoreSource> sources)
    {
        ComponentWriter aliases = new();
        uint count = 0;
        foreach (CoreSource source in sources.Where(source => !_indices.ContainsKey(source)).Distinct())
        {
            if (
                source.Instance is not { } instance
                || !_groups.TryGetValue(_plan.GroupOf(instance), out WrittenGroup? owner)
                || !owner.Names.TryGetValue(source, out string? name)
            )
            {
                throw new InvalidDataException("its core instances depend on each other in a cycle");
            }

            aliases.Byte(0).Byte((byte)source.Space).Byte(OfCoreInstance).U32(owner.Instance).Name(name);
            Define(source);
            count++;
        }

        if (count > 0)
        {
            _out.Section(SectionId.Alias, new ComponentWriter().U32(count).Bytes(aliases.Span));
        }
    }

    /// <summary>An instance that was written, with the names of its exports.</summary>
    private sealed record WrittenGroup(uint Instance, IReadOnlyDictionary<CoreSource, string> Names);
}
