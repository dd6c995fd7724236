using Smg.Wasm.Components;

namespace Smg.Wasm.Linking;

/// <summary>
/// Links the core modules of a component: those that toolchains keep apart as shared libraries, and their shims, become one module at each
/// level. A component without such stays as it is, and so does a level that cannot be linked.
/// </summary>
internal static class ComponentLinker
{
    /// <summary>Components within components whose levels are linked; each takes room on the stack and a copy of what it holds.</summary>
    private const int MaxDepth = 8;

    /// <summary>Links a component.</summary>
    public static LinkOutcome Link(ReadOnlyMemory<byte> component)
    {
        try
        {
            if (TakesCoreFromOutside(component.Span))
            {
                return new LinkOutcome(null, "a nested component takes core modules of the one around it");
            }

            string? obstacle = null;
            byte[]? linked = Link(component, MaxDepth, ref obstacle);
            return new LinkOutcome(linked, linked is null ? obstacle : null);
        }
        catch (InvalidDataException e)
        {
            return new LinkOutcome(null, e.Message);
        }
    }

    /// <summary>Links a component and those nested in it.</summary>
    /// <returns>Null where all stay as they are.</returns>
    private static byte[]? Link(ReadOnlyMemory<byte> component, int depth, ref string? obstacle)
    {
        byte[]? nested = depth == 0 ? null : LinkNested(component, depth, ref obstacle);
        ReadOnlyMemory<byte> bytes = nested ?? component;
        int instances = LinkLevel.CountModuleInstances(bytes.Span);
        if (instances < 2)
        {
            return nested;
        }

        try
        {
            LinkLimits.Check(instances, LinkLimits.Instances, "core instances");
            LinkLevel level = LinkLevel.Read(bytes);
            LinkPlan plan = LinkPlan.Of(level);
            if (plan.LinksAny)
            {
                return LevelWriter.Write(bytes, level, plan);
            }

            obstacle ??= "no two of its core modules can be instantiated at once";
        }
        catch (InvalidDataException e)
        {
            obstacle ??= e.Message;
        }

        return nested;
    }

    private static byte[]? LinkNested(ReadOnlyMemory<byte> component, int depth, ref string? obstacle)
    {
        ComponentWriter? changed = null;
        int copied = 0;
        ComponentReader reader = ComponentReader.OfSections(component.Span);
        while (!reader.AtEnd)
        {
            ReadOnlySpan<byte> body = reader.ReadSection(out SectionId id, out Range whole);
            if (
                id == SectionId.Component
                && Link(component[(reader.Position - body.Length)..reader.Position], depth - 1, ref obstacle) is { } nested
            )
            {
                changed ??= new ComponentWriter();
                changed.Bytes(component.Span[copied..whole.Start]).Section(SectionId.Component, nested);
                copied = reader.Position;
            }
        }

        return changed?.Bytes(component.Span[copied..]).ToArray();
    }

    /// <summary>
    /// Whether one of the components, at any depth, takes a core module or type from one around it: their indices would change under it.
    /// </summary>
    private static bool TakesCoreFromOutside(ReadOnlySpan<byte> component)
    {
        foreach (Range section in CoreModuleSections.FindAll(component, SectionId.Alias))
        {
            ComponentReader aliases = new(component[section]);
            for (uint n = aliases.ReadU32(); n > 0; n--)
            {
                (byte[] sort, _, string? name) = ComponentSyntax.ReadAlias(ref aliases);
                if (name is null && sort is [0, _])
                {
                    return true;
                }
            }
        }

        return false;
    }
}
