using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Components;

namespace Smg.Wasm.Adapters;

/// <summary>
/// Takes the data of a guest's memory out of its component, for a host that provides memories with their content: the largest memory,
/// where its module is instantiated once and says itself where its data goes. What else the component does with the memory, as the segments
/// of other modules, stays in it.
/// </summary>
internal static class ContentComposer
{
    /// <summary>
    /// Pages of the smallest memory that this is done for where its code does not mark what it writes. Smaller ones are zeroed as fast by
    /// Wasmtime's pool.
    /// </summary>
    public const uint MinPages = 16;

    private const byte I32Const = 0x41;
    private const uint PageBytes = 64 << 10;
    private const byte PassiveForm = 1;

    /// <summary>
    /// From the first byte of data to the last, where more than half of it is empty: a small component must not make the host hold more.
    /// </summary>
    private const int MaxSparseBytes = 16 << 20;

    /// <summary>Segments of data, of which a Python guest has 1,833.</summary>
    private const int MaxSegments = 100_000;

    /// <summary>Takes the data out.</summary>
    /// <param name="component">The component, in the binary format.</param>
    /// <param name="limits">What it may have.</param>
    /// <param name="composed">The component without the data.</param>
    /// <param name="data">The data.</param>
    /// <returns>False where the component stays as it is.</returns>
    public static bool TryCompose(
        ReadOnlyMemory<byte> component,
        in ContentLimits limits,
        [NotNullWhen(true)] out byte[]? composed,
        [NotNullWhen(true)] out MemoryData? data
    )
    {
        (composed, data) = (null, null);
        try
        {
            Inventory found = new();
            found.Add(component, [], times: 1);
            if (!found.Fits(limits) || found.Largest is not { } place)
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

    private static byte[] Rewrite(ReadOnlyMemory<byte> component, ContentPlace place, int step, Action<CoreModule> change)
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
    private static MemoryData TakeData(CoreModule module, ContentPlace place)
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
}
