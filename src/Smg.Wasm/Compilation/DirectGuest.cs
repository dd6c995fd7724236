using Smg.Wasm.Components;
using Smg.Wasm.Linking;

namespace Smg.Wasm.Compilation;

/// <summary>A guest that can be called in its memory: the core instances of which one module is made.</summary>
internal sealed class DirectGuest
{
    /// <summary>Bytes of a component that is compiled a second time for it: what takes some seconds of a processor.</summary>
    private const int MaxBytes = 4 << 20;

    private DirectGuest(AdapterLevel level, bool isWhole)
    {
        Level = level;
        IsWhole = isWhole;
        StartsDoNothing = MergedStart.DoNothing(level.Instances);
    }

    /// <summary>The level of the component where its core instances are.</summary>
    public AdapterLevel Level { get; }

    /// <summary>Whether those are all of the component: <see cref="DirectModule.IsWhole"/>.</summary>
    public bool IsWhole { get; }

    /// <summary>Whether its start functions do nothing, or it has none.</summary>
    public bool StartsDoNothing { get; }

    /// <summary>Reads a guest.</summary>
    /// <param name="adapted">The guest with the adapter.</param>
    /// <param name="importsTypes">Whether it imports nothing but types.</param>
    /// <param name="links">Whether core modules may become one where the guest has several.</param>
    /// <param name="obstacle">Why it can only be called as a component, as the end of a sentence about it; null where it need not.</param>
    /// <returns>Null where it can only be called so.</returns>
    public static DirectGuest? TryRead(ReadOnlyMemory<byte> adapted, bool importsTypes, bool links, out string? obstacle)
    {
        obstacle = adapted.Length > MaxBytes ? $"it has more than {MaxBytes >> 20} MiB" : null;
        if (obstacle is not null)
        {
            return null;
        }

        try
        {
            AdapterLevel level = AdapterLevel.Find(adapted, importsTypes);
            ThrowIfApart(level.Instances, links);
            bool isWhole =
                importsTypes && !level.IsNested && level.Instances is [{ ModuleImports.Count: 0 }, var last] && last == level.Adapter;
            return new DirectGuest(level, isWhole);
        }
        catch (InvalidDataException e)
        {
            obstacle = e.Message;
            return null;
        }
    }

    private static void ThrowIfApart(IReadOnlyList<LevelInstance> instances, bool links)
    {
        Refuse.If(!links && instances.Count > 2, "it is more than one core module");
        Refuse.If(
            instances.DistinctBy(instance => instance.ModuleIndex).Count() < instances.Count,
            "one of its core modules is instantiated twice, and would be there twice"
        );

        // Within one module all segments are written before any function runs.
        Refuse.If(
            instances.SkipWhile(instance => !instance.HasStart).Skip(1).Any(instance => InstanceEffects.Read(instance).Targets.Count > 0),
            "a core module has segments that are written after another one's start function ran"
        );
    }
}
