using Smg.Wasm.Components;

namespace Smg.Wasm.Adapters;

/// <summary>What an instance of a component has, with those nested in it: its memories, and how many core instances and tables.</summary>
internal sealed class Inventory
{
    /// <summary>Components within components; each takes room on the stack and a copy of what it holds.</summary>
    private const int MaxDepth = 8;

    private const int GlobalBytes = 16;

    /// <summary>What a function takes in an instance where something refers to it.</summary>
    private const int FunctionBytes = 32;

    private readonly List<ContentPlace> _memories = [];
    private long _instances;
    private long _tables;
    private long _bytes;
    private uint _elements;

    /// <summary>The largest memory; null without memories, or where two have that size.</summary>
    public ContentPlace? Largest => _memories.FindAll(memory => memory.Limits.Min == MostPages) is [ContentPlace only] ? only : null;

    private uint MostPages => _memories.Count == 0 ? 0 : _memories.Max(memory => memory.Limits.Min);

    /// <summary>Whether it is within limits.</summary>
    public bool Fits(in ContentLimits limits) =>
        _memories.Count <= ContentLimits.Memories
        && MostPages >= limits.LeastPages
        && (MostPages >= ContentComposer.MinPages || _bytes <= ContentLimits.BytesBesideSmall)
        && MostPages <= limits.MostPages
        && _instances <= ContentLimits.Instances
        && _tables <= ContentLimits.Tables
        && _elements <= limits.TableElements;

    /// <summary>Adds what an instance of a component has.</summary>
    /// <param name="component">The component.</param>
    /// <param name="path">The nested components that lead to it, the outermost first.</param>
    /// <param name="times">How many instances of it are made.</param>
    /// <exception cref="InvalidDataException">The component's memories or tables cannot be counted.</exception>
    public void Add(ReadOnlyMemory<byte> component, IReadOnlyList<uint> path, long times)
    {
        Refuse.If(path.Count == MaxDepth, $"it has components nested in more than {MaxDepth} others");
        ComponentIndexSpaces spaces = ComponentIndexSpaces.Read(component);
        List<InstanceSource> instances = [.. Enumerable.Range(0, (int)spaces.Instances).Select(i => spaces.Instance((uint)i))];
        ThrowIfPassedOn(spaces, instances);
        Dictionary<uint, int> made = CountEach(spaces.Core.Instances.Select(instance => instance.Module));
        for (uint i = 0; i < spaces.CoreModules; i++)
        {
            CoreModule module = spaces.Core.Module(i) ?? throw new InvalidDataException("it takes a core module from elsewhere");
            if (made.TryGetValue(i, out int count))
            {
                AddModule(module, i, path, (count, times));
            }
        }

        made = CountEach(instances.OfType<InstantiatedComponent>().Select(instance => (uint?)instance.Component));
        for (uint i = 0; i < spaces.Components; i++)
        {
            int before = _memories.Count;
            Add(spaces.Nested(component, i), [.. path, i], Math.Min(times * made.GetValueOrDefault(i), int.MaxValue));
            Refuse.If(
                _memories.Count > before && made.GetValueOrDefault(i) != 1,
                "a component with a memory is instantiated more than once, or never"
            );
        }
    }

    private static Dictionary<uint, int> CountEach(IEnumerable<uint?> indices) =>
        indices.OfType<uint>().GroupBy(index => index).ToDictionary(same => same.Key, same => same.Count());

    private void AddModule(CoreModule module, uint index, IReadOnlyList<uint> path, (int InComponent, long OfComponent) made)
    {
        IReadOnlyList<CoreLimits> memories = module.MemoryLimits();
        for (int defined = 0; defined < memories.Count; defined++)
        {
            CoreLimits limits = memories[defined];

            // One that names its pages' size is the adapter's own, which is smaller than a page.
            if (!limits.HasPageSize)
            {
                Refuse.If(
                    made.InComponent > 1 || !limits.IsPlain,
                    "a core module with a memory is instantiated more than once, or its memory is not plain"
                );
                _memories.Add(new ContentPlace(path, index, (uint)defined, limits));
            }
        }

        _bytes += GlobalBytes * ((long)module.Count(CoreSectionId.Global) + module.Imports.Globals);
        _bytes += FunctionBytes * ((long)module.Count(CoreSectionId.Function) + module.Imports.Functions);
        IReadOnlyList<CoreLimits> tables = module.TableLimits();
        foreach (CoreLimits limits in tables)
        {
            Refuse.If(!limits.IsPlain, "one of its tables is not plain");
            _elements = Math.Max(_elements, limits.Min);
        }

        _instances += made.InComponent * made.OfComponent;
        _tables += tables.Count * made.InComponent * made.OfComponent;
    }

    /// <summary>A core module or a component that is passed on may be instantiated where nobody counts it.</summary>
    private static void ThrowIfPassedOn(ComponentIndexSpaces spaces, IEnumerable<InstanceSource> instances)
    {
        IEnumerable<ItemRef> passed = instances.SelectMany(instance =>
            instance switch
            {
                InstantiatedComponent made => made.Arguments.Values,
                BundledInstance bundle => bundle.Items.Values,
                _ => [],
            }
        );
        if (spaces.Exports.Values.Concat(passed).Any(item => item.Sort is ItemSort.Core or ItemSort.Component))
        {
            throw new InvalidDataException("it passes on a core module or a component");
        }
    }
}
