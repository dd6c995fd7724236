using Smg.Wasm.Components;
using Smg.Wasm.Options;

namespace Smg.Wasm.Linking;

/// <summary>
/// Makes one core module of several that are instantiated together. What they import of each other is defined in it; tables, memories and
/// globals of shared libraries are then its own and their segments' offsets are constants, so that the engine initialises both ahead of
/// time instead of in each instance.
/// </summary>
internal sealed class ModuleMerger
{
    private static readonly CoreSpace[] Spaces = Enum.GetValues<CoreSpace>();

    private readonly MergedTypes _types = new();
    private readonly MergedImports _imports = new();
    private readonly MergedConstants _constants = new();
    private readonly List<MergeMember> _members;
    private readonly Dictionary<uint, MergeMember> _memberOf;

    private ModuleMerger(IReadOnlyList<LevelInstance> instances)
    {
        _members = [.. instances.Select(instance => new MergeMember(instance, _types))];
        _memberOf = _members.ToDictionary(member => member.Instance.Index);
    }

    /// <summary>Merges.</summary>
    /// <param name="instances">The instances, in the order in which they take effect.</param>
    /// <param name="exports">What others use of them; each is exported under its place in this list.</param>
    /// <param name="imports">What the module imports; the names are <see cref="MergedImports.Name"/> of the places in this list.</param>
    /// <returns>The module.</returns>
    /// <exception cref="InvalidDataException">They cannot be merged; the message says why.</exception>
    public static byte[] Merge(
        IReadOnlyList<LevelInstance> instances,
        IReadOnlyList<CoreSource> exports,
        out IReadOnlyList<CoreSource> imports
    ) => Read(instances, exports, out imports).Write([.. exports.Select((source, i) => (ExportName(i), source))]).ToArray();

    /// <summary>Merges instances to a module that imports nothing.</summary>
    /// <param name="instances">The instances, in the order in which they take effect.</param>
    /// <param name="how">What it exports, and what is added.</param>
    /// <exception cref="InvalidDataException">They cannot be merged; the message says why.</exception>
    public static MergedModule MergeAll(IReadOnlyList<LevelInstance> instances, WholeMerge how)
    {
        ModuleMerger merger = Read(instances, [.. how.Exports.Select(export => export.Source)], out IReadOnlyList<CoreSource> imports);
        Refuse.If(
            imports.Any(source => how.Outside is null || source.Space != CoreSpace.Function),
            "its core modules import something that is not there"
        );
        WholeMerge possible = how with
        {
            Reset = how.Reset is not null && !merger.RunsStart(how) && MergedReset.IsPossible(merger._members) ? how.Reset : null,
            Outside = imports.Count > 0 ? how.Outside : null,
            Marked = merger.CanMark(how) ? how.Marked : null,
        };
        StartItems? shown = how.ShowsStart ? MergedStart.FindItems(merger._members, how.Named) : null;
        byte[] module = merger
            .Write(how.Exports, possible, shown)
            .Section(CoreSectionId.Custom, merger.FunctionNames(how.Named, how.Name))
            .ToArray();
        return new MergedModule(module, possible.Marked is { } marked ? merger.MemoryCount - merger.IndexOf(marked.Memory) : null, shown);
    }

    private static ModuleMerger Read(
        IReadOnlyList<LevelInstance> instances,
        IReadOnlyList<CoreSource> exports,
        out IReadOnlyList<CoreSource> imports
    )
    {
        foreach (LevelInstance instance in instances)
        {
            LinkLimits.Check(instance.Module!);
        }

        ModuleMerger merger = new(instances);
        merger.SetIndices();
        merger.LearnConstants(exports);
        imports = merger._imports.Sources;
        return merger;
    }

    /// <summary>The name of an export.</summary>
    public static string ExportName(int place) => MergedImports.Name(place);

    private void SetIndices()
    {
        List<uint[]> imported =
        [
            .. _members.Select(member => member.Instance.ModuleImports.Select((_, i) => AddImport(member, i)).ToArray()),
        ];
        Dictionary<CoreSource, uint> defined = [];
        foreach (CoreSpace space in Spaces.Where(space => space != CoreSpace.Type))
        {
            uint next = _imports.Count(space);
            foreach (MergeMember member in _members)
            {
                uint before = space <= CoreSpace.Tag ? (uint)member.Instance.Imported(space).Count : 0;
                for (int i = 0; i < member.Defined(space); i++)
                {
                    defined.Add(new CoreSource(space, member.Instance.Index, before + (uint)i), next++);
                }
            }
        }

        foreach ((MergeMember member, uint[] outside) in _members.Zip(imported))
        {
            foreach (CoreSpace space in Spaces.Where(space => space != CoreSpace.Type))
            {
                member.SetIndices(space, [.. Indices(member, space, outside, defined)]);
            }
        }
    }

    /// <summary>The merged indices of a member's items of a kind: of what it imports, then of what it defines.</summary>
    private IEnumerable<uint> Indices(MergeMember member, CoreSpace space, uint[] outside, Dictionary<CoreSource, uint> defined)
    {
        uint before = 0;
        for (int i = 0; i < outside.Length; i++)
        {
            CoreSource source = member.Instance.Imports[i];
            if (source.Space == space)
            {
                before++;
                yield return !IsInside(source) ? outside[i]
                : defined.TryGetValue(source, out uint index) ? index
                : throw new InvalidDataException($"a core module exports the {space} {source.Index}, which it does not have");
            }
        }

        for (int i = 0; i < member.Defined(space); i++)
        {
            yield return defined[new CoreSource(space, member.Instance.Index, before + (uint)i)];
        }
    }

    private bool IsInside(CoreSource source) => source.Instance is { } instance && _memberOf.ContainsKey(instance);

    /// <summary>Takes over an import from outside, and checks one from another member as the engine would have.</summary>
    /// <returns>Its index; of no use for one from another member.</returns>
    private uint AddImport(MergeMember member, int place)
    {
        CoreImport import = member.Instance.ModuleImports[place];
        CoreSource source = member.Instance.Imports[place];
        if (!IsInside(source))
        {
            return _imports.Add(source, ImportType(member, import));
        }

        MergeMember owner = _memberOf[source.Instance!.Value];
        int defined = (int)source.Index - owner.Instance.Imported(source.Space).Count;
        if (defined < 0 || defined >= owner.Defined(source.Space))
        {
            throw new InvalidDataException($"a core module exports the {source.Space} {source.Index}, which it does not have");
        }

        return Fits(owner, defined, member, import)
            ? 0u
            : throw new InvalidDataException(
                $"the import '{import.Module}' '{import.Name}' of a core module has another type than the item passed for it"
            );
    }

    /// <summary>The type of an import with merged indices.</summary>
    private static ReadOnlySpan<byte> ImportType(MergeMember member, CoreImport import)
    {
        ComponentReader reader = new(import.Type);
        switch (import.Space)
        {
            case CoreSpace.Function:
                return new ComponentWriter().U32(member.Index(CoreSpace.Type, reader.ReadU32())).ToArray();
            case CoreSpace.Tag:
                return new ComponentWriter().Byte(0).U32(member.TagType(ref reader)).ToArray();
            case CoreSpace.Table:
                MergedTable.Read(ref reader, import.Type);
                return import.Type;
            case CoreSpace.Global:
                MergedGlobal.ReadType(ref reader);
                return import.Type;
            case CoreSpace.Memory:
                return import.Type;
            default:
                throw new InvalidDataException("a core module has an import of an unknown kind");
        }
    }

    /// <summary>Whether what a member defines has the type that another imports.</summary>
    private static bool Fits(MergeMember owner, int defined, MergeMember member, CoreImport import)
    {
        ComponentReader reader = new(import.Type);
        switch (import.Space)
        {
            case CoreSpace.Function:
                return owner.Functions[defined] == member.Index(CoreSpace.Type, reader.ReadU32());
            case CoreSpace.Tag:
                return owner.Tags[defined] == member.TagType(ref reader);
            case CoreSpace.Table:
                MergedTable table = MergedTable.Read(ref reader, import.Type);
                return owner.Tables[defined].Type == table.Type && Fits(owner.Tables[defined].Limits, table.Limits);
            case CoreSpace.Global:
                (byte type, byte mutability) = MergedGlobal.ReadType(ref reader);
                return owner.Globals[defined].Type == type && owner.Globals[defined].Mutability == mutability;
            default:
                return Fits(owner.Memories[defined], CoreLimits.Read(ref reader));
        }
    }

    private static bool Fits(CoreLimits given, CoreLimits wanted) =>
        given.IsPlain && wanted.IsPlain && given.Min >= wanted.Min && (wanted.Max is not { } max || given.Max <= max);

    private void LearnConstants(IReadOnlyList<CoreSource> exports)
    {
        HashSet<CoreSource> changing = [.. exports];
        foreach (MergeMember member in _members)
        {
            _constants.Learn(member);
            MergedCode.FindSetGlobals(member, changing);
        }

        _constants.TakeUnchanged(changing);
    }

    /// <summary>The content of a custom section that gives one name to all functions of an instance.</summary>
    private byte[] FunctionNames(LevelInstance named, string name)
    {
        const byte OfFunctions = 1;
        MergeMember member = _memberOf[named.Index];
        uint before = (uint)named.Imported(CoreSpace.Function).Count;
        ComponentWriter names = new ComponentWriter().Items(
            [.. Enumerable.Range(0, member.Functions.Count).Select(i => member.Index(CoreSpace.Function, before + (uint)i))],
            (writer, function) => writer.U32(function).Name(name)
        );
        return new ComponentWriter().Name("name").Byte(OfFunctions).U32((uint)names.Span.Length).Bytes(names.Span).ToArray();
    }

    /// <summary>The memories that the members define.</summary>
    private int MemoryCount => _members.Sum(member => member.Memories.Count);

    /// <summary>Whether a store may hold one more memory, and the code's writes are known.</summary>
    private bool CanMark(WholeMerge how) =>
        how.Marked is { } marked
        && MemoryCount < EngineSettingsFactory.MemoriesPerComponent
        && StoreMarks.ArePossible(_members, how.Named, marked.Memory, marked.Pages);

    /// <summary>Writes the module.</summary>
    /// <param name="exports">What it exports, by name.</param>
    /// <param name="how">What is added; null for nothing.</param>
    /// <param name="shown">What is exported with the start function, which is not run then; null to run it.</param>
    private ComponentWriter Write(IReadOnlyList<(string Name, CoreSource Source)> exports, WholeMerge? how = null, StartItems? shown = null)
    {
        (string? reset, string? outside) = (how?.Reset, how?.Outside);
        StoreMarks? marks = MakeMarks(how);
        MergedCode code = new(_constants, _types, marks);
        MergedFunctions functions = new(outside is null ? _imports.Count(CoreSpace.Function) : 0, code);
        List<(string Name, CoreSpace Space, uint Index)> exported = [.. exports.Select(Locate)];
        if (outside is not null)
        {
            // They have the indices that the imports had.
            uint global = (uint)_members.Sum(member => member.Globals.Count);
            exported.Add((outside, CoreSpace.Global, global));
            byte[] body = MergedCode.SetAndTrap(global);
            foreach (uint type in _imports.FunctionTypes)
            {
                functions.Add(type, body);
            }
        }

        _members.ForEach(functions.Add);
        if (marks is not null)
        {
            exported.Add((how!.Marks, CoreSpace.Memory, (uint)MemoryCount));
            functions.Add(_types.AddOne(StoreMarks.RangeType), marks.RangeBody());
        }

        uint? start = how?.Start is { } effects ? AddStart(functions, effects, marks) : AddStart(functions);
        if (shown is not null && start is { } toShow)
        {
            exported.AddRange(MergedStart.Exports(toShow, shown));
            start = null;
        }

        if (reset is not null)
        {
            exported.Add((reset, CoreSpace.Function, functions.Add(_types.AddEmpty(), MergedReset.Body(_members, _constants))));
        }

        MergedSegments segments = new(_constants, _imports.Count(CoreSpace.Global));
        byte[] data = segments.Data(_members, how?.Start is { } done ? [.. MergedStart.Segments(done)] : []);

        ComponentWriter module = new ComponentWriter().Bytes([0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00]);
        Add(module, CoreSectionId.Type, _types.Section);
        Add(module, CoreSectionId.Import, outside is null ? _imports.Section : []);
        Add(module, CoreSectionId.Function, functions.Section);
        Add(module, CoreSectionId.Table, Vector(_members.SelectMany(m => m.Tables), (writer, table) => writer.Bytes(table.Bytes.Span)));
        Add(module, CoreSectionId.Memory, Memories(hasMarks: marks is not null));
        Add(module, CoreSectionId.Tag, Vector(_members.SelectMany(m => m.Tags), (writer, type) => writer.Byte(0).U32(type)));
        Add(module, CoreSectionId.Global, Globals(hasOutside: outside is not null));
        Add(module, CoreSectionId.Export, Vector(exported, (writer, one) => writer.Name(one.Name).Byte((byte)one.Space).U32(one.Index)));
        Add(module, CoreSectionId.Start, start is { } function ? new ComponentWriter().U32(function).ToArray() : []);
        Add(module, CoreSectionId.Element, segments.Elements(_members, code.Referenced));
        Add(module, CoreSectionId.DataCount, Count(data));
        Add(module, CoreSectionId.Code, code.Section);
        Add(module, CoreSectionId.Data, data);
        return module;
    }

    private int IndexOf(CoreSource memory) => (int)Locate(("", memory)).Index;

    private StoreMarks? MakeMarks(WholeMerge? how)
    {
        if (how?.Marked is not { } marked)
        {
            return null;
        }

        uint functions = _imports.Count(CoreSpace.Function) + (uint)_members.Sum(member => member.Functions.Count);
        return new StoreMarks((uint)IndexOf(marked.Memory), (uint)MemoryCount, functions);
    }

    /// <summary>
    /// The function that runs when the module is instantiated: that of a member, or one that calls those of several in turn.
    /// </summary>
    private uint? AddStart(MergedFunctions functions)
    {
        uint[] starts = [.. _members.Where(member => member.Instance.HasStart).Select(MergedStart.IndexOf)];
        return starts.Length switch
        {
            0 => null,
            1 => starts[0],
            _ => functions.Add(_types.AddEmpty(), MergedCode.CallEach(starts)),
        };
    }

    /// <summary>A function that does what the start functions do; null where they do nothing.</summary>
    private uint? AddStart(MergedFunctions functions, StartEffects effects, StoreMarks? marks)
    {
        uint firstSegment = (uint)_members.Sum(member => member.Data.Count);
        return effects.IsEmpty ? null : functions.Add(_types.AddEmpty(), MergedStart.Body(effects, firstSegment, marks?.Ranges));
    }

    /// <summary>Whether something runs when the module is instantiated.</summary>
    private bool RunsStart(WholeMerge how) =>
        how.Start is { } effects ? !effects.IsEmpty : _members.Exists(member => member.Instance.HasStart);

    private byte[] Memories(bool hasMarks)
    {
        ComponentWriter section = new ComponentWriter().U32((uint)MemoryCount + (hasMarks ? 1u : 0));
        foreach (MergeMember member in _members.Where(member => member.Memories.Count > 0))
        {
            ReadOnlySpan<byte> written = member.Module.Section(CoreSectionId.Memory).Span;
            ComponentReader reader = new(written);
            reader.ReadU32();
            section.Bytes(written[reader.Position..]);
        }

        return section.Bytes(hasMarks ? StoreMarks.Limits : []).ToArray();
    }

    private byte[] Globals(bool hasOutside)
    {
        (MergeMember Member, MergedGlobal Global)[] globals =
        [
            .. _members.SelectMany(member => member.Globals, (member, global) => (member, global)),
        ];
        ComponentWriter section = new ComponentWriter().U32((uint)globals.Length + (hasOutside ? 1u : 0));
        foreach ((MergeMember member, MergedGlobal global) in globals)
        {
            section.Byte(global.Type).Byte(global.Mutability);
            _constants.Write(global.Value, member, _imports.Count(CoreSpace.Global), section);
        }

        return hasOutside ? section.Bytes([0x7F, 1, 0x41, 0, 0x0B]).ToArray() : section.ToArray();
    }

    private (string Name, CoreSpace Space, uint Index) Locate((string Name, CoreSource Source) export)
    {
        MergeMember owner = _memberOf[export.Source.Instance!.Value];
        return (export.Name, export.Source.Space, owner.Index(export.Source.Space, export.Source.Index));
    }

    private static byte[] Vector<T>(IEnumerable<T> items, Action<ComponentWriter, T> write) =>
        new ComponentWriter().Items([.. items], write).ToArray();

    private static byte[] Count(ReadOnlySpan<byte> section)
    {
        ComponentReader reader = new(section);
        return new ComponentWriter().U32(reader.ReadU32()).ToArray();
    }

    private static void Add(ComponentWriter module, CoreSectionId id, ReadOnlySpan<byte> section)
    {
        const byte Nothing = 0;
        if (!section.IsEmpty && section is not [Nothing])
        {
            module.Section(id, section);
        }
    }
}
