using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Components;
using Smg.Wasm.Options;

namespace Smg.Wasm.Adapters;

/// <summary>
/// Takes the data of a guest's large memory out of its component, for a host that provides memories with their content: the largest memory,
/// where its module is instantiated once and says itself where its data goes. What else the component does with the memory, as the segments
/// of other modules, stays in it.
/// </summary>
internal static class ContentComposer
{
    /// <summary>
    /// Pages of the smallest memory that this is done for. Smaller ones are zeroed as fast by Wasmtime's pool.
    /// </summary>
    public const uint MinPages = 16;

    /// <summary>
    /// Pages of the largest memory that this is done for. Its page table is read after each call, in up to 0.4 ms.
    /// </summary>
    public const uint MaxPages = 1024;

    /// <summary>Memories of a component, at most: with the adapter's, as many as a store may hold.</summary>
    private const int MaxMemories = EngineSettingsFactory.MemoriesPerComponent - 1;

    private const byte I32Const = 0x41;
    private const uint PageBytes = 64 << 10;
    private const byte PassiveForm = 1;

    /// <summary>
    /// From the first byte of data to the last, where more than half of it is empty: a small component must not make the host hold more.
    /// </summary>
    private const int MaxSparseBytes = 16 << 20;

    /// <summary>Segments of data, of which a Python guest has 1,833.</summary>
    private const int MaxSegments = 100_000;

    /// <summary>Components within components; each takes room on the stack and a copy of what it holds.</summary>
    private const int MaxDepth = 8;

    /// <summary>Takes the data out.</summary>
    /// <param name="component">The component, in the binary format.</param>
    /// <param name="pages">
    /// Pages that the memory must begin with, and may have: a component with a larger one is left to the engine to refuse.
    /// </param>
    /// <param name="composed">The component without the data.</param>
    /// <param name="data">The data.</param>
    /// <returns>False where the component stays as it is.</returns>
    public static bool TryCompose(
        ReadOnlyMemory<byte> component,
        (uint Least, uint Most) pages,
        [NotNullWhen(true)] out byte[]? composed,
        [NotNullWhen(true)] out MemoryData? data
    )
    {
        (composed, data) = (null, null);
        try
        {
            List<MemoryPlace> memories = [];
            Find(component, [], memories);
            uint most = memories.Count == 0 ? 0 : memories.Max(memory => memory.Limits.Min);
            if (
                memories.Count > MaxMemories
                || most < pages.Least
                || most > pages.Most
                || memories.FindAll(memory => memory.Limits.Min == most) is not [MemoryPlace place]
            )
            {
                return false;
            }

            MemoryData? taken = null;
            composed = Rewrite(component, place, step: 0, module => taken = TakeData(module, place));
            data = taken!;
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Finds the memories that a component and those nested in it define.</summary>
    /// <exception cref="InvalidDataException">The component is not one whose memories can be told apart.</exception>
    private static void Find(ReadOnlyMemory<byte> component, IReadOnlyList<uint> path, List<MemoryPlace> memories)
    {
        if (path.Count == MaxDepth)
        {
            throw new InvalidDataException($"it has components nested in more than {MaxDepth} others");
        }

        ComponentIndexSpaces spaces = ComponentIndexSpaces.Read(component);
        List<InstanceSource> instances = [.. Enumerable.Range(0, (int)spaces.Instances).Select(i => spaces.Instance((uint)i))];
        ThrowIfPassedOn(spaces, instances);
        Dictionary<uint, int> made = CountEach(spaces.Core.Instances.Select(instance => instance.Module));
        for (uint i = 0; i < spaces.CoreModules; i++)
        {
            CoreModule module = spaces.Core.Module(i) ?? throw new InvalidDataException("it takes a core module from elsewhere");
            IReadOnlyList<CoreLimits> limits = made.ContainsKey(i) ? module.MemoryLimits() : [];
            for (int defined = 0; defined < limits.Count; defined++)
            {
                Add(new MemoryPlace(path, i, (uint)defined, limits[defined]), made[i], memories);
            }
        }

        made = CountEach(instances.OfType<InstantiatedComponent>().Select(instance => (uint?)instance.Component));
        for (uint i = 0; i < spaces.Components; i++)
        {
            int before = memories.Count;
            Find(spaces.Nested(component, i), [.. path, i], memories);
            if (memories.Count > before && made.GetValueOrDefault(i) != 1)
            {
                throw new InvalidDataException("a component with a memory is instantiated more than once, or never");
            }
        }
    }

    private static Dictionary<uint, int> CountEach(IEnumerable<uint?> indices) =>
        indices.OfType<uint>().GroupBy(index => index).ToDictionary(same => same.Key, same => same.Count());

    private static void Add(MemoryPlace memory, int made, List<MemoryPlace> memories)
    {
        if (memory.Limits.HasPageSize)
        {
            // The adapter's own, which is smaller than a page.
            return;
        }

        if (made > 1 || !memory.Limits.IsPlain)
        {
            throw new InvalidDataException("a core module with a memory is instantiated more than once, or its memory is not plain");
        }

        memories.Add(memory);
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

    private static byte[] Rewrite(ReadOnlyMemory<byte> component, MemoryPlace place, int step, Action<CoreModule> change)
    {
        ComponentIndexSpaces spaces = ComponentIndexSpaces.Read(component);
        bool isInnermost = step == place.Path.Count;
        Range section;
        SectionId id;
        byte[] body;
        if (isInnermost)
        {
            section = spaces.Core.ModuleSection(place.Module)!.Value;
            CoreModule module = spaces.Core.Module(place.Module)!;
            change(module);
            (id, body) = (SectionId.CoreModule, module.ToArray());
        }
        else
        {
            uint next = place.Path[step];
            section = spaces.ComponentSections[(int)next]!.Value;
            (id, body) = (SectionId.Component, Rewrite(spaces.Nested(component, next), place, step + 1, change));
        }

        return new ComponentWriter()
            .Bytes(component.Span[..section.Start])
            .Section(id, body)
            .Bytes(component.Span[section.End..])
            .ToArray();
    }

    /// <summary>
    /// Takes the data of a memory out of its module. Where the code names segments, each becomes an empty one that is not written anywhere,
    /// so that the others keep their indices: one that was written when the module was instantiated counts as empty for its code too.
    /// Elsewhere it goes, because each instance costs time for each segment.
    /// </summary>
    /// <exception cref="InvalidDataException">Where a segment goes is not known, or is outside of the memory.</exception>
    private static MemoryData TakeData(CoreModule module, MemoryPlace place)
    {
        if (module.Count(CoreSectionId.Data) > MaxSegments)
        {
            throw new InvalidDataException($"it has more than {MaxSegments} segments of data");
        }

        IReadOnlyList<CoreData> segments = CoreData.Read(module.Section(CoreSectionId.Data));
        uint memory = (uint)module.Imports.Memories.Count + place.Defined;
        List<(long Offset, ReadOnlyMemory<byte> Bytes)> taken = [];
        bool areNamed = CoreData.AreNamed(module);
        ComponentWriter rest = new();
        uint left = 0;
        foreach (CoreData segment in segments)
        {
            if (segment.Offset is not null && segment.Memory == memory)
            {
                taken.Add((OffsetOf(segment), segment.Bytes));
                if (!areNamed)
                {
                    continue;
                }

                rest.Byte(PassiveForm).U32(0);
            }
            else
            {
                rest.Bytes(segment.Whole.Span);
            }

            left++;
        }

        if (taken.Exists(segment => segment.Offset + segment.Bytes.Length > (long)place.Limits.Min * PageBytes))
        {
            throw new InvalidDataException("its data does not fit into its memory");
        }

        if (segments.Count > 0)
        {
            module.Replace(CoreSectionId.Data, new ComponentWriter().U32(left).Bytes(rest.Span).ToArray());
            if (!module.Section(CoreSectionId.DataCount).IsEmpty)
            {
                module.Replace(CoreSectionId.DataCount, new ComponentWriter().U32(left).ToArray());
            }
        }

        return Merge(place.Limits.Min, taken.FindAll(segment => !segment.Bytes.IsEmpty));
    }

    private static MemoryData Merge(uint pages, List<(long Offset, ReadOnlyMemory<byte> Bytes)> segments)
    {
        if (segments.Count == 0)
        {
            return new MemoryData(pages, 0, ReadOnlyMemory<byte>.Empty);
        }

        long start = segments.Min(segment => segment.Offset);
        long length = segments.Max(segment => segment.Offset + segment.Bytes.Length) - start;
        if (length > Math.Max(MaxSparseBytes, 2 * segments.Sum(segment => (long)segment.Bytes.Length)))
        {
            throw new InvalidDataException("its data is spread over a memory that is mostly empty");
        }

        byte[] data = new byte[length];
        foreach ((long offset, ReadOnlyMemory<byte> bytes) in segments)
        {
            bytes.Span.CopyTo(data.AsSpan((int)(offset - start)));
        }

        return new MemoryData(pages, (uint)start, data);
    }

    private static long OffsetOf(CoreData segment)
    {
        if (segment.Offset!.Steps is not [{ Code: I32Const } step])
        {
            throw new InvalidDataException("where its data goes is not known before it is instantiated");
        }

        ComponentReader reader = new(step.Bytes.Span[1..]);
        return (uint)CoreSyntax.ReadS33(ref reader);
    }

    /// <summary>A memory that a component defines.</summary>
    /// <param name="Path">The nested components that lead to it, the outermost first.</param>
    /// <param name="Module">The core module of the innermost of them that defines it.</param>
    /// <param name="Defined">How many memories that module defines before it.</param>
    /// <param name="Limits">Its size.</param>
    private sealed record MemoryPlace(IReadOnlyList<uint> Path, uint Module, uint Defined, CoreLimits Limits);
}
