using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>What the segments of a core instance write when it is made.</summary>
internal sealed class InstanceEffects
{
    private const byte I32Const = 0x41;
    private readonly HashSet<CoreSource> _targets = [];

    private InstanceEffects() { }

    /// <summary>The tables and memories that its active segments write.</summary>
    public IReadOnlySet<CoreSource> Targets => _targets;

    /// <summary>Whether it writes nothing but its own tables and memories, at places that are within them whatever happens.</summary>
    public bool AreItsOwn { get; private set; } = true;

    /// <summary>Reads the segments of an instance.</summary>
    /// <exception cref="InvalidDataException">It has something unknown.</exception>
    public static InstanceEffects Read(LevelInstance instance)
    {
        CoreModule module = instance.Module!;
        LinkLimits.Check(module);
        InstanceEffects effects = new();
        IReadOnlyList<long> tables = Sizes(module.TableLimits(), bytesPerUnit: 1);
        foreach (CoreElements segment in CoreElements.Read(module.Section(CoreSectionId.Element)))
        {
            effects.Add(instance, CoreSpace.Table, segment.Table, segment.Offset, segment.Count, tables);
        }

        IReadOnlyList<long> memories = Sizes(module.MemoryLimits(), bytesPerUnit: 1 << 16);
        foreach (CoreData segment in CoreData.Read(module.Section(CoreSectionId.Data)))
        {
            effects.Add(instance, CoreSpace.Memory, segment.Memory, segment.Offset, segment.Bytes.Length, memories);
        }

        return effects;
    }

    private void Add(LevelInstance instance, CoreSpace space, uint index, ConstantExpression? offset, int length, IReadOnlyList<long> sizes)
    {
        if (offset is null)
        {
            return;
        }

        CoreSource target = instance.SourceOf(space, index);
        _targets.Add(target);
        long own = (long)index - instance.Imported(space).Count;
        AreItsOwn &= own >= 0 && own < sizes.Count && End(offset, length) <= sizes[(int)own];
    }

    private static long End(ConstantExpression offset, int length)
    {
        if (offset.Steps is not [{ Code: I32Const } step])
        {
            return long.MaxValue;
        }

        ComponentReader reader = new(step.Bytes.Span[1..]);
        return (uint)CoreSyntax.ReadS33(ref reader) + (long)length;
    }

    /// <summary>The initial sizes of what a module defines; 0 where they are not plain.</summary>
    private static IReadOnlyList<long> Sizes(IReadOnlyList<CoreLimits> defined, int bytesPerUnit) =>
        [.. defined.Select(limits => (long)limits.Min * bytesPerUnit)];
}
