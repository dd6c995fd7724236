namespace Smg.Wasm.Components;

/// <summary>
/// Follows exported functions through bundles, aliases and nested components to the core functions that they are lifted from.
/// </summary>
internal sealed class FunctionTracer
{
    /// <summary>
    /// More steps than toolchains need for all attach points. A file can chain as many as it has bytes, and each takes room on the stack.
    /// </summary>
    private const int MaxSteps = 500;

    private readonly ReadOnlyMemory<byte> _component;
    private readonly IReadOnlyList<NestedComponent> _path;
    private readonly Func<string, Item?> _imports;
    private readonly StepBudget _steps;
    private readonly Dictionary<uint, FunctionTracer> _nested = [];

    /// <summary>Reads a component.</summary>
    /// <exception cref="InvalidDataException">It is truncated, or has something unknown.</exception>
    public FunctionTracer(ReadOnlyMemory<byte> component)
        : this(component, [], static _ => null, new StepBudget()) { }

    private FunctionTracer(
        ReadOnlyMemory<byte> component,
        IReadOnlyList<NestedComponent> path,
        Func<string, Item?> imports,
        StepBudget steps
    )
    {
        _component = component;
        _path = path;
        _imports = imports;
        _steps = steps;
        Spaces = ComponentIndexSpaces.Read(component);
    }

    /// <summary>What the component's outermost level defines.</summary>
    public ComponentIndexSpaces Spaces { get; }

    /// <summary>Finds the origin of a function that an exported interface holds.</summary>
    /// <exception cref="InvalidDataException">It cannot be found; the message says why.</exception>
    public FunctionOrigin Find(string interfaceName, string function) => OriginOf(Export(interfaceName)?.Member(function), function);

    /// <summary>Finds the origin of an exported function that needs no memory.</summary>
    /// <returns>The nested components that lead to it, and its index among their core functions; null where there is none.</returns>
    public (IReadOnlyList<NestedComponent> Path, uint Core)? FindPlain(string function) =>
        Export(function) is PlainItem plain ? (plain.Path, plain.Core) : null;

    /// <summary>Finds the origin of an exported function that needs memory.</summary>
    /// <exception cref="InvalidDataException">It cannot be found.</exception>
    public FunctionOrigin Find(string function) => OriginOf(Export(function), function);

    private static FunctionOrigin OriginOf(Item? item, string function) =>
        item is FunctionItem { Origin: { } origin }
            ? origin
            : throw new InvalidDataException($"its function '{function}' does not lead to a core function of the component");

    private Item? Export(string name) => Spaces.Exports.TryGetValue(name, out ItemRef item) ? Resolve(item) : null;

    private Item? Resolve(ItemRef item)
    {
        _steps.Take();
        return item.Sort switch
        {
            ItemSort.Func => ResolveFunction(Spaces.Func(item.Index)),
            ItemSort.Instance => ResolveInstance(item.Index),
            _ => null,
        };
    }

    private Item? ResolveFunction(FunctionSource source) =>
        source switch
        {
            FunctionOfCore function => new FunctionItem(new FunctionOrigin(_path, function.Lifted)),
            PlainFunction plain => new PlainItem(_path, plain.Core),
            FunctionOfInstance member => Resolve(new ItemRef(ItemSort.Instance, member.Instance))?.Member(member.Name),
            ImportedFunction import => _imports(import.Name),
            SameFunction same => Resolve(new ItemRef(ItemSort.Func, same.Index)),
            _ => null,
        };

    private Item? ResolveInstance(uint index) =>
        Spaces.Instance(index) switch
        {
            BundledInstance bundle => new InstanceItem(name => Find(bundle.Items, name)),
            InstantiatedComponent instantiated => new InstanceItem(name => Nested(index, instantiated).Export(name)),
            InstanceOfInstance member => Resolve(new ItemRef(ItemSort.Instance, member.Instance))?.Member(member.Name),
            ImportedInstance import => _imports(import.Name),
            SameInstance same => Resolve(new ItemRef(ItemSort.Instance, same.Index)),
            _ => null,
        };

    private Item? Find(IReadOnlyDictionary<string, ItemRef> items, string name) =>
        items.TryGetValue(name, out ItemRef item) ? Resolve(item) : null;

    private FunctionTracer Nested(uint instance, InstantiatedComponent source)
    {
        if (!_nested.TryGetValue(instance, out FunctionTracer? nested))
        {
            IReadOnlyList<NestedComponent> path = [.. _path, new NestedComponent(source.Component, instance)];
            nested = new FunctionTracer(Spaces.Nested(_component, source.Component), path, name => Find(source.Arguments, name), _steps);
            _nested.Add(instance, nested);
        }

        return nested;
    }

    /// <summary>A function or an instance, as far as it is known.</summary>
    private abstract class Item
    {
        public virtual Item? Member(string name) => null;
    }

    private sealed class FunctionItem(FunctionOrigin origin) : Item
    {
        public FunctionOrigin Origin => origin;
    }

    private sealed class PlainItem(IReadOnlyList<NestedComponent> path, uint core) : Item
    {
        public IReadOnlyList<NestedComponent> Path => path;

        public uint Core => core;
    }

    private sealed class InstanceItem(Func<string, Item?> member) : Item
    {
        public override Item? Member(string name) => member(name);
    }

    private sealed class StepBudget
    {
        private int _left = MaxSteps;

        public void Take()
        {
            if (_left-- == 0)
            {
                throw new InvalidDataException($"its functions lead through more than {MaxSteps} aliases, bundles and nested components");
            }
        }
    }
}
