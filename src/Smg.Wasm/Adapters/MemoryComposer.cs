using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Components;

namespace Smg.Wasm.Adapters;

/// <summary>
/// Gives a guest that grows its memory a function by which the host sees how many pages a call needed, and, once that is known, those pages
/// from the beginning: growing within a call changes the process's address space, twice, and costs more than the call.
/// A guest that has no instruction to grow its memory is left as it is.
/// </summary>
internal static class MemoryComposer
{
    private const byte CoreFuncSort = 0;
    private const byte FunctionType = 0x40;
    private const byte U64Type = 0x77;

    /// <summary>The function that the component exports: <see cref="GrowerCode.PagesExport"/>.</summary>
    public const string PagesExport = GrowerCode.PagesExport;

    /// <summary>Composes.</summary>
    /// <param name="guest">The guest, in the binary format.</param>
    /// <param name="pages">Pages that the memory begins with, as far as its own limit allows; 0 for as many as the guest wrote.</param>
    /// <param name="composed">The guest with the function.</param>
    /// <returns>False where the guest stays as it is.</returns>
    public static bool TryCompose(byte[] guest, int pages, [NotNullWhen(true)] out ComposedGuest? composed)
    {
        composed = null;
        try
        {
            if (GuestMemory.Find(guest) is not { } memory)
            {
                return false;
            }

            uint initial = pages == 0 ? memory.Limits.Min : Math.Min((uint)pages, memory.Limits.Max ?? uint.MaxValue);
            if (pages > 0 && initial <= memory.Limits.Min)
            {
                return false;
            }

            byte[] bytes = Compose(guest, memory, step: 0, initial, out uint function);
            composed = new ComposedGuest(bytes, pages == 0 ? null : new KnownPages(memory.Path, memory.Indices, function));
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Composes a component and the one in it that has the memory.</summary>
    /// <param name="component">The component, or one that is nested in it.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="step">How many steps of the way to the memory are done.</param>
    /// <param name="pages">Pages that it begins with.</param>
    /// <param name="function">The core function that returns the pages that the guest knows; of no use where those are all.</param>
    private static byte[] Compose(ReadOnlyMemory<byte> component, GuestMemory memory, int step, uint pages, out uint function)
    {
        ComponentIndexSpaces spaces = ComponentIndexSpaces.Read(component);
        if (spaces.Exports.ContainsKey(PagesExport))
        {
            throw new InvalidDataException($"it exports '{PagesExport}'");
        }

        if (step == memory.Path.Count)
        {
            ComponentWriter innermost = ReplaceModules(component, spaces.Core, memory, pages);
            function = spaces.CoreFuncs + 1;
            return AddFunctions(innermost, spaces, memory.GrowingInstance, isPregrown: pages != memory.Limits.Min);
        }

        NestedComponent next = memory.Path[step];
        Range section = spaces.ComponentSections[(int)next.Component]!.Value;
        byte[] nested = Compose(spaces.Nested(component, next.Component), memory, step + 1, pages, out function);
        ComponentWriter outer = new();
        outer.Bytes(component.Span[..section.Start]).Section(SectionId.Component, nested).Bytes(component.Span[section.End..]);
        outer.Section(SectionId.Alias, new ComponentWriter().U32(1).Byte((byte)ItemSort.Func).Byte(0).U32(next.Instance).Name(PagesExport));
        return Export(outer, spaces.Funcs);
    }

    private static ComponentWriter ReplaceModules(ReadOnlyMemory<byte> component, CoreLevel level, GuestMemory memory, uint pages)
    {
        SortedDictionary<uint, CoreModule> changed = new() { [memory.GrowingModule] = level.Module(memory.GrowingModule)! };
        if (
            changed[memory.GrowingModule].ExportedNames.FirstOrDefault(name => name is GrowerCode.PagesExport or GrowerCode.SizeExport) is
            { } taken
        )
        {
            throw new InvalidDataException($"a core module exports '{taken}'");
        }

        GrowerCode.Rewrite(changed[memory.GrowingModule], memory.GrownMemory, memory.Limits.Min, pages);
        if (pages != memory.Limits.Min)
        {
            changed[memory.DefiningModule] = level.Module(memory.DefiningModule)!;
            Enlarge(changed[memory.DefiningModule], memory.DefinedMemory, pages);
        }

        ComponentWriter rewritten = new();
        int copied = 0;
        foreach ((uint index, CoreModule module) in changed)
        {
            (int start, int length) = level.ModuleSection(index)!.Value.GetOffsetAndLength(component.Length);
            rewritten.Bytes(component.Span[copied..start]).Section(SectionId.CoreModule, module.ToArray());
            copied = start + length;
        }

        return rewritten.Bytes(component.Span[copied..]);
    }

    private static void Enlarge(CoreModule module, uint defined, uint pages)
    {
        ComponentReader reader = new(module.Section(CoreSectionId.Memory).Span);
        uint count = reader.ReadU32();
        ComponentWriter memories = new ComponentWriter().U32(count);
        ReadOnlySpan<byte> section = module.Section(CoreSectionId.Memory).Span;
        for (uint i = 0; i < count; i++)
        {
            int start = reader.Position;
            CoreLimits limits = CoreLimits.Read(ref reader);
            if (i == defined)
            {
                (limits with { Min = pages }).Write(memories);
            }
            else
            {
                memories.Bytes(section[start..reader.Position]);
            }
        }

        module.Replace(CoreSectionId.Memory, memories.ToArray());
    }

    /// <summary>
    /// The function that returns how many pages the call needed, exported; and, for the adapter, the one that returns those that the guest
    /// knows.
    /// </summary>
    private static byte[] AddFunctions(ComponentWriter component, ComponentIndexSpaces spaces, uint instance, bool isPregrown)
    {
        component.Section(SectionId.Alias, CoreFunction(instance, GrowerCode.PagesExport));
        if (isPregrown)
        {
            component.Section(SectionId.Alias, CoreFunction(instance, GrowerCode.SizeExport));
        }

        component.Section(SectionId.Type, new ComponentWriter().U32(1).Byte(FunctionType).U32(0).Byte(0).Byte(U64Type));
        component.Section(SectionId.Canon, new ComponentWriter().U32(1).Byte(0).Byte(0).U32(spaces.CoreFuncs).U32(0).U32(spaces.Types));
        return Export(component, spaces.Funcs);
    }

    private static ComponentWriter CoreFunction(uint instance, string name) =>
        new ComponentWriter().U32(1).Byte(0).Byte(CoreFuncSort).Byte(1).U32(instance).Name(name);

    /// <summary>Exports the newest function.</summary>
    private static byte[] Export(ComponentWriter component, uint function) =>
        component
            .Section(
                SectionId.Export,
                new ComponentWriter().U32(1).Byte(0).Name(PagesExport).Byte((byte)ItemSort.Func).U32(function).Byte(0)
            )
            .ToArray();
}
