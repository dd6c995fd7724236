using Smg.Wasm.Adapters;
using Smg.Wasm.Components;
using Smg.Wasm.Contract;
using Smg.Wasm.Linking;

namespace Smg.Wasm.Compilation;

/// <summary>
/// The level of a component where the adapter is, with the guest's core instances. It may be that of a component nested in others, as tools
/// make them that put stubs for WASI beside the guest.
/// </summary>
internal sealed class AdapterLevel
{
    /// <summary>Components within components; each takes room on the stack.</summary>
    private const int MaxDepth = 8;

    private AdapterLevel(LinkLevel level, LevelInstance adapter, bool isNested)
    {
        Instances = [.. level.Instances.Where(instance => instance.Module is not null)];
        Adapter = adapter;
        IsNested = isNested;
    }

    /// <summary>The attach points that carry messages.</summary>
    public static IReadOnlyList<AttachPoint> Messages { get; } =
    [.. AttachPointTable.All.Where(contract => contract.HasBody).Select(contract => contract.Point)];

    /// <summary>The instances of core modules, in the order in which they are made.</summary>
    public IReadOnlyList<LevelInstance> Instances { get; }

    /// <summary>That of the adapter.</summary>
    public LevelInstance Adapter { get; }

    /// <summary>The function that returns the pages that a call needed; null where the component exports none.</summary>
    public CoreSource? Pages { get; private init; }

    /// <summary>
    /// Whether components around it run code of their own before it is made: whether they can is for an instance of the component to show.
    /// </summary>
    public bool IsNested { get; }

    /// <summary>Finds the level that the component's exports lead to.</summary>
    /// <param name="component">The guest with the adapter.</param>
    /// <param name="importsTypes">Whether it imports nothing but types.</param>
    /// <exception cref="InvalidDataException">
    /// There is no such level, what is around it can change it, or what is around it may behave differently each time.
    /// </exception>
    public static AdapterLevel Find(ReadOnlyMemory<byte> component, bool importsTypes)
    {
        ThrowIfPassedOn(component, MaxDepth);
        FunctionTracer tracer = new(component);
        List<FunctionOrigin> origins =
        [
            .. Messages
                .Select(point => AdapterNames.Export(point, AdapterExport.Image))
                .Where(tracer.Spaces.Exports.ContainsKey)
                .Select(tracer.Find),
        ];
        Refuse.If(origins.Count == 0, "its adapter serves no messages");
        IReadOnlyList<NestedComponent> path = origins[0].Path;
        Refuse.If(origins.Exists(origin => !origin.Path.SequenceEqual(path)), "its adapters are in several components");
        foreach (NestedComponent step in path)
        {
            component = StepInto(component, step, importsTypes);
        }

        LinkLevel level = LinkLevel.Read(component);
        uint?[] owners = [.. origins.Select(origin => level.Source(CoreSpace.Function, origin.Function.Core).Instance).Distinct()];
        LevelInstance? adapter = owners is [{ } owner] ? level.Instances[(int)owner] : null;
        Refuse.If(adapter is null || !IsAdapter(adapter), "its adapter is not one module that serves one memory");
        Refuse.If(level.Items.OfType<NestedItem>().Any(nested => RunsCode(nested.Bytes.Span)), "a component nested in it runs code");
        return new AdapterLevel(level, adapter!, isNested: path.Count > 0) { Pages = FindPages(tracer, path, level) };
    }

    /// <summary>
    /// A component that is passed on can be instantiated anywhere: only where none is, what a component runs is what is written in it.
    /// </summary>
    private static void ThrowIfPassedOn(ReadOnlyMemory<byte> component, int depth)
    {
        Refuse.If(depth == 0, $"it has components nested in more than {MaxDepth} others");
        ComponentIndexSpaces spaces = ComponentIndexSpaces.Read(component);
        for (uint i = 0; i < spaces.Components; i++)
        {
            // One that comes from elsewhere has no bytes here.
            ThrowIfPassedOn(spaces.Nested(component, i), depth - 1);
        }
    }

    private static CoreSource? FindPages(FunctionTracer tracer, IReadOnlyList<NestedComponent> path, LinkLevel level)
    {
        if (tracer.FindPlain(DirectNames.Pages) is not { } pages)
        {
            return null;
        }

        CoreSource? source = pages.Path.SequenceEqual(path) ? level.Source(CoreSpace.Function, pages.Core) : null;
        Refuse.If(source?.Instance is null, "the function that returns its pages is in another component");
        return source;
    }

    /// <summary>Whether an instance is the adapter's, and serves messages in one memory, whose texts are UTF-8.</summary>
    private static bool IsAdapter(LevelInstance instance) =>
        instance.Module!.ExportedNames.Contains(AdapterNames.ImageRealloc)
        && Messages.Any(point => instance.Module.ExportedNames.Contains(DirectNames.Run(point)))
        && instance.Imported(CoreSpace.Memory).Distinct().Count() == 1;

    private static ReadOnlyMemory<byte> StepInto(ReadOnlyMemory<byte> component, NestedComponent step, bool importsTypes)
    {
        ComponentIndexSpaces spaces = ComponentIndexSpaces.Read(component);
        Refuse.If(spaces.CoreInstances > 0, "a component around it has core instances");
        for (uint i = 0; i < spaces.Instances; i++)
        {
            // What is made later could call it before the host does.
            Refuse.If(
                spaces.Instance(i) is InstantiatedComponent made
                    && (i > step.Instance || (i < step.Instance && made.Component == step.Component)),
                "an instance beside it is made later, or of the same component"
            );
        }

        for (uint i = 0; i < spaces.Components && !importsTypes; i++)
        {
            ReadOnlySpan<byte> beside = i == step.Component ? default : spaces.Nested(component, i).Span;
            Refuse.If(
                !beside.IsEmpty && RunsCode(beside) && HasImports(beside),
                "a component beside it runs code, which may call what the host offers"
            );
        }

        return spaces.Nested(component, step.Component);
    }

    /// <summary>Whether a component instantiates core modules, its own or outer ones: their start functions can run.</summary>
    private static bool RunsCode(ReadOnlySpan<byte> component) => CoreModuleSections.FindAll(component, SectionId.CoreInstance).Count > 0;

    private static bool HasImports(ReadOnlySpan<byte> component) =>
        ComponentOutline.Read(component).LeadingBytes != ComponentReader.PreambleBytes;
}
