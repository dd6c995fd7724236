using Smg.Wasm.Components;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>Writes a component with the adapter's sections behind its last, and nested components with theirs.</summary>
internal sealed class AdapterSections
{
    private const byte CoreFunc = 0;
    private const byte CoreMemory = 2;

    private readonly ComponentWriter _component = new();
    private readonly ComponentIndexSpaces _spaces;
    private readonly List<string> _exports = [];
    private uint _funcs;

    private AdapterSections(ComponentIndexSpaces spaces)
    {
        _spaces = spaces;
        _funcs = spaces.Funcs;
    }

    /// <summary>Writes.</summary>
    /// <param name="component">The component.</param>
    /// <param name="spaces">What its outermost level defines.</param>
    /// <param name="plan">What is added.</param>
    /// <exception cref="InvalidDataException">A nested component cannot be read.</exception>
    public static byte[] Write(ReadOnlyMemory<byte> component, ComponentIndexSpaces spaces, AdapterPlan plan) =>
        Write(component, spaces, plan, out _);

    private static byte[] Write(
        ReadOnlyMemory<byte> component,
        ComponentIndexSpaces spaces,
        AdapterPlan plan,
        out IReadOnlyList<string> exports
    )
    {
        AdapterSections sections = new(spaces);
        Dictionary<uint, IReadOnlyList<string>> nestedExports = sections.CopyWithNested(component, plan);
        if (plan.Functions.Count > 0)
        {
            sections.AddAdapter(plan.Functions);
        }

        foreach ((uint nested, (uint instance, _)) in plan.Nested)
        {
            sections.PassOn(instance, nestedExports[nested]);
        }

        exports = sections._exports;
        return sections._component.ToArray();
    }

    /// <summary>Copies the component, the nested components of the plan with their adapters.</summary>
    /// <returns>What each of those exports.</returns>
    private Dictionary<uint, IReadOnlyList<string>> CopyWithNested(ReadOnlyMemory<byte> component, AdapterPlan plan)
    {
        Dictionary<uint, IReadOnlyList<string>> exports = [];
        int copied = 0;
        foreach ((uint index, (_, AdapterPlan nestedPlan)) in plan.Nested)
        {
            ReadOnlyMemory<byte> nested = _spaces.Nested(component, index);
            (int start, int length) = _spaces.ComponentSections[(int)index]!.Value.GetOffsetAndLength(component.Length);
            _component.Bytes(component.Span[copied..start]);
            _component.Section(
                SectionId.Component,
                Write(nested, ComponentIndexSpaces.Read(nested), nestedPlan, out IReadOnlyList<string> names)
            );
            exports.Add(index, names);
            copied = start + length;
        }

        _component.Bytes(component.Span[copied..]);
        return exports;
    }

    private void AddAdapter(IReadOnlyList<(AttachPoint Point, LiftedFunction Function)> functions)
    {
        List<LiftedFunction> heaps = [.. functions.Select(f => HeapOf(f.Function)).Distinct()];
        List<AdapterPoint> points =
        [
            .. functions.Select(f => new AdapterPoint(
                f.Point,
                f.Function.PostReturn is not null,
                new AdapterHeap(heaps.IndexOf(HeapOf(f.Function)), f.Function.Encoding, f.Function.KnownPages is not null)
            )),
        ];
        _component.Section(SectionId.CoreModule, AdapterCode.Bytes(points));
        AddInstance([.. functions.Zip(points, (f, point) => (point, f.Function))]);

        AdapterTypes types = new(_spaces.Types);
        List<AdapterLift> lifts = [.. functions.Zip(points).SelectMany(f => AdapterLift.All(f.Second, f.First.Function, types))];
        _component.Section(SectionId.Type, types.Section);

        string[] cores = [.. lifts.SelectMany(lift => lift.CoreNames).Distinct()];
        ComponentWriter aliases = new ComponentWriter().U32((uint)cores.Length + 1);
        aliases.Byte(0).Byte(CoreMemory).Byte(1).U32(_spaces.CoreInstances + 1).Name(AdapterNames.ImageMemory);
        foreach (string name in cores)
        {
            aliases.Byte(0).Byte(CoreFunc).Byte(1).U32(_spaces.CoreInstances + 1).Name(name);
        }

        _component.Section(SectionId.Alias, aliases);
        Dictionary<string, uint> indices = cores
            .Select((name, i) => (name, Index: _spaces.CoreFuncs + (uint)i))
            .ToDictionary(core => core.name, core => core.Index);
        foreach (AdapterLift lift in lifts)
        {
            ComponentWriter canon = new ComponentWriter().U32(1);
            lift.Write(canon, indices, _spaces.CoreMemories);
            _component.Section(SectionId.Canon, canon);
            Export(lift.Export);
        }
    }

    /// <summary>What functions that share a heap have in common.</summary>
    private static LiftedFunction HeapOf(LiftedFunction function) => function with { Core = 0, PostReturn = null };

    /// <summary>What the guest gives to the module, and the module's instance.</summary>
    private void AddInstance(IReadOnlyList<(AdapterPoint Point, LiftedFunction Function)> functions)
    {
        List<(string Name, byte Sort, uint Index)> given = [];
        foreach ((AdapterPoint point, LiftedFunction function) in functions.DistinctBy(f => f.Point.Heap))
        {
            given.Add((point.Heap.Memory, CoreMemory, function.Memory));
            given.Add((point.Heap.Realloc, CoreFunc, function.Realloc));
            if (function.KnownPages is { } knownPages)
            {
                given.Add((point.Heap.Size, CoreFunc, knownPages));
            }
        }

        foreach ((AdapterPoint point, LiftedFunction function) in functions)
        {
            given.Add((point.Name, CoreFunc, function.Core));
            if (function.PostReturn is { } postReturn)
            {
                given.Add((point.PostReturn, CoreFunc, postReturn));
            }
        }

        ComponentWriter instances = new ComponentWriter()
            .U32(2)
            .Byte(1)
            .Items(given, (writer, item) => writer.Name(item.Name).Byte(item.Sort).U32(item.Index));
        instances.Byte(0).U32(_spaces.CoreModules).U32(1).Name("g").Byte(CoreSort.Instance).U32(_spaces.CoreInstances);
        _component.Section(SectionId.CoreInstance, instances);
    }

    /// <summary>Exports what an instance of a nested component exports of its adapter.</summary>
    private void PassOn(uint instance, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            _component.Section(SectionId.Alias, new ComponentWriter().U32(1).Byte((byte)ItemSort.Func).Byte(0).U32(instance).Name(name));
            Export(name);
        }
    }

    /// <summary>Exports the newest function. The function takes one index, its export another.</summary>
    private void Export(string name)
    {
        _component.Section(SectionId.Export, new ComponentWriter().U32(1).Byte(0).Name(name).Byte((byte)ItemSort.Func).U32(_funcs).Byte(0));
        _funcs += 2;
        _exports.Add(name);
    }
}
