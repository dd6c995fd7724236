using Smg.Wasm.Components;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>
/// The memory that a guest's functions are called with, where one core module, instantiated once, is the only one that asks for its size
/// and grows it: the only memories whose initial size can change without a guest's notice.
/// </summary>
internal sealed class GuestMemory
{
    private const int MaxPages = 1 << 16;

    /// <summary>
    /// More core instances than any toolchain makes, and than the engine takes; without a bound, a file of them costs its size many times
    /// over.
    /// </summary>
    private const int MaxInstances = 512;
    private const int MaxMemories = 512;

    private GuestMemory(FunctionOrigin origin, uint definer, uint definedMemory, CoreLimits limits, Grower grower)
    {
        Path = origin.Path;
        DefiningModule = definer;
        DefinedMemory = definedMemory;
        Limits = limits;
        GrowingInstance = grower.Instance;
        GrowingModule = grower.Module;
        GrownMemory = grower.Memory;
    }

    /// <summary>The nested components that lead to it, the outermost first.</summary>
    public IReadOnlyList<NestedComponent> Path { get; }

    /// <summary>Its indices in the innermost of them.</summary>
    public required IReadOnlySet<uint> Indices { get; init; }

    /// <summary>The core module that defines it.</summary>
    public uint DefiningModule { get; }

    /// <summary>How many memories that module defines before it.</summary>
    public uint DefinedMemory { get; }

    /// <summary>Its size as it is written.</summary>
    public CoreLimits Limits { get; }

    /// <summary>The core module that grows it.</summary>
    public uint GrowingModule { get; }

    /// <summary>The core instance that grows it.</summary>
    public uint GrowingInstance { get; }

    /// <summary>The memory's index in the module that grows it.</summary>
    public uint GrownMemory { get; }

    /// <summary>Finds the memory.</summary>
    /// <returns>Null where the guest never grows it, or its initial size cannot change.</returns>
    /// <exception cref="InvalidDataException">The component cannot be read.</exception>
    public static GuestMemory? Find(ReadOnlyMemory<byte> component)
    {
        FunctionTracer tracer = new(component);
        FunctionOrigin? origin = AttachPointTable
            .All.Where(contract => tracer.Spaces.Exports.ContainsKey(contract.Interface))
            .Select(contract => tracer.Find(contract.Interface, contract.Function))
            .FirstOrDefault();
        if (origin is null)
        {
            return null;
        }

        ComponentIndexSpaces spaces = tracer.Spaces;
        foreach (NestedComponent step in origin.Path)
        {
            component = spaces.Nested(component, step.Component);
            spaces = ComponentIndexSpaces.Read(component);
        }

        return Find(spaces.Core, origin);
    }

    private static GuestMemory? Find(CoreLevel level, FunctionOrigin origin)
    {
        if (level.Instances.Count > MaxInstances || level.Memories > MaxMemories)
        {
            throw new InvalidDataException($"it has more than {MaxInstances} core instances or {MaxMemories} memories");
        }

        if (level.FindMemory(origin.Function.Memory) is not { } memory || level.Instances[(int)memory.Instance].Module is not { } definer)
        {
            return null;
        }

        List<Grower> users = [.. Enumerable.Range(0, level.Instances.Count).SelectMany(i => Users(level, (uint)i, memory))];
        if (users is not [{ Grows: true } grower] || !IsMadeOnce(level, definer) || !IsMadeOnce(level, grower.Module))
        {
            return null;
        }

        CoreLimits limits = level.Module(definer)!.MemoryLimits().ElementAtOrDefault((int)memory.Defined);
        return limits.IsPlain && limits.Min < MaxPages
            ? new GuestMemory(origin, definer, memory.Defined, limits, grower) { Indices = IndicesOf(level, memory) }
            : null;
    }

    /// <summary>The memory's indices among the component's.</summary>
    private static HashSet<uint> IndicesOf(CoreLevel level, CoreMemory memory) =>
        [.. Enumerable.Range(0, level.Memories).Select(i => (uint)i).Where(i => Known(level.FindMemory(i)) == memory)];

    /// <summary>A memory that cannot be found may be the one that is looked for: its size could not be hidden then.</summary>
    private static CoreMemory Known(CoreMemory? memory) =>
        memory ?? throw new InvalidDataException("one of its memories is defined elsewhere");

    /// <summary>
    /// The memory of an instance under which it knows the one that is looked for, where its module asks for that memory's size or grows it.
    /// </summary>
    private static IEnumerable<Grower> Users(CoreLevel level, uint instance, CoreMemory memory)
    {
        if (level.Instances[(int)instance].Module is not { } index)
        {
            yield break;
        }

        CoreModule module = level.Module(index) ?? throw new InvalidDataException("one of its core modules is defined elsewhere");
        uint memories = (uint)module.Imports.Memories.Count + module.Count(CoreSectionId.Memory);
        if (memories > MaxMemories)
        {
            throw new InvalidDataException($"one of its core modules has more than {MaxMemories} memories");
        }

        uint[] same =
        [
            .. Enumerable.Range(0, (int)memories).Select(i => (uint)i).Where(i => Known(level.FindMemory(instance, i)) == memory),
        ];
        if (same.Length == 0)
        {
            yield break;
        }

        List<MemorySite> sites = GrowerCode.FindSites(module);
        foreach (uint i in same.Where(i => sites.Exists(site => site.Memory == i)))
        {
            yield return new Grower(instance, index, i, sites.Exists(site => site.Memory == i && site.Grows));
        }
    }

    private static bool IsMadeOnce(CoreLevel level, uint module) => level.Instances.Count(instance => instance.Module == module) == 1;

    /// <summary>An instance whose code asks for the memory's size.</summary>
    private readonly record struct Grower(uint Instance, uint Module, uint Memory, bool Grows);
}
