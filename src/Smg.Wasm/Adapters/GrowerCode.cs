using Smg.Wasm.Components;

namespace Smg.Wasm.Adapters;

/// <summary>
/// Rewrites the core module that grows a guest's memory. The memory begins with more pages than the guest wrote, and a global counts those
/// that the guest knows of:
/// <c>memory.size</c> returns the count, and <c>memory.grow</c> moves it while pages are left, and grows the memory after that. The guest
/// sees the sizes, the results and the limits that it would see without; only an access between the size that it knows and the pages that
/// are there does not trap.
/// </summary>
internal static class GrowerCode
{
    /// <summary>
    /// The function that the module gets, and exports: it returns the pages that the guest knows of, and in the upper 32 bits those that it
    /// wrote.
    /// </summary>
    public const string PagesExport = "smg-memory-pages";

    /// <summary>
    /// The function that a module whose memory begins with more pages gets, and exports: it returns the pages that the guest knows of, as
    /// <c>memory.size</c> does for the guest.
    /// </summary>
    public const string SizeExport = "smg-memory-size";

    private const byte I32 = 0x7F;
    private const byte I64 = 0x7E;
    private const byte Mutable = 1;
    private const byte Function = 0;
    private const byte FunctionType = 0x60;

    /// <summary>All places where a module asks for a memory's size, or grows one.</summary>
    /// <exception cref="InvalidDataException">It has an unknown instruction.</exception>
    public static List<MemorySite> FindSites(CoreModule module)
    {
        List<MemorySite> sites = [];
        ComponentReader reader = new(module.Section(CoreSectionId.Code).Span);
        for (uint n = reader.AtEnd ? 0 : reader.ReadU32(); n > 0; n--)
        {
            CoreInstructions.FindSizeAndGrow(reader.ReadBytes(reader.ReadU32()), sites);
        }

        return sites;
    }

    /// <summary>
    /// Adds the function that returns the pages, and, where the memory begins with more pages than it was written with, what hides them.
    /// </summary>
    /// <param name="module">The module that grows the memory.</param>
    /// <param name="memory">The memory's index in it.</param>
    /// <param name="written">Pages that the guest wrote.</param>
    /// <param name="initial">Pages that the memory begins with; <paramref name="written"/> where it is left as it is.</param>
    /// <exception cref="InvalidDataException">The module cannot be rewritten.</exception>
    public static void Rewrite(CoreModule module, uint memory, uint written, uint initial)
    {
        uint types = CountTypes(module.Section(CoreSectionId.Type).Span);
        uint functions = module.Imports.Functions + module.Count(CoreSectionId.Function);
        uint global = module.Imports.Globals + module.Count(CoreSectionId.Global);
        module.Append(CoreSectionId.Type, 3, [FunctionType, 0, 1, I64, FunctionType, 0, 1, I32, FunctionType, 1, I32, 1, I32]);
        module.Append(CoreSectionId.Export, 1, new ComponentWriter().Name(PagesExport).Byte(Function).U32(functions).ToArray());
        if (initial == written)
        {
            module.Append(CoreSectionId.Function, 1, new ComponentWriter().U32(types).ToArray());
            module.Append(CoreSectionId.Code, 1, Body(Pages(new ComponentWriter().Byte(0x3F).U32(memory), written)).ToArray());
            return;
        }

        module.Append(CoreSectionId.Export, 1, new ComponentWriter().Name(SizeExport).Byte(Function).U32(functions + 1).ToArray());
        module.Append(CoreSectionId.Function, 3, new ComponentWriter().U32(types).U32(types + 1).U32(types + 2).ToArray());
        module.Append(CoreSectionId.Global, 1, [I32, Mutable, .. new ComponentWriter().Byte(0x41).S32((int)written).Byte(0x0B).ToArray()]);
        module.Replace(CoreSectionId.Code, Redirect(module.Section(CoreSectionId.Code).Span, memory, functions + 1));
        ComponentWriter added = new();
        added.Bytes(Body(Pages(new ComponentWriter().Byte(0x10).U32(functions + 1), written)).ToArray());
        added.Bytes(Body(Size(memory, global, initial)).ToArray());
        added.Bytes(Body(Grow(memory, global, initial)).ToArray());
        module.Append(CoreSectionId.Code, 3, added.ToArray());
    }

    private static ComponentWriter Body(ComponentWriter code)
    {
        byte[] bytes = code.ToArray();
        return new ComponentWriter().U32((uint)bytes.Length).Bytes(bytes);
    }

    /// <summary>The size that the guest knows, and the written size from bit 32.</summary>
    private static ComponentWriter Pages(ComponentWriter known, uint written) =>
        new ComponentWriter()
            .Byte(0)
            .Bytes(known.ToArray())
            .Byte(0xAD)
            .Byte(0x41)
            .S32((int)written)
            .Byte(0xAD)
            .Byte(0x42)
            .S32(32)
            .Byte(0x86)
            .Byte(0x84)
            .Byte(0x0B);

    /// <summary>The count while the memory has its initial size; its real size after it grew.</summary>
    private static ComponentWriter Size(uint memory, uint global, uint initial) =>
        new ComponentWriter()
            .Byte(0)
            .Byte(0x23)
            .U32(global)
            .Byte(0x3F)
            .U32(memory)
            .Byte(0x3F)
            .U32(memory)
            .Byte(0x41)
            .S32((int)initial)
            .Byte(0x46)
            .Byte(0x1B)
            .Byte(0x0B);

    private static ComponentWriter Grow(uint memory, uint global, uint initial) =>
        new ComponentWriter()
            // Two locals: the pages that are left, and the size before.
            .Byte(1)
            .Byte(2)
            .Byte(I32)
            // if (memory.size != initial) return memory.grow(pages)
            .Byte(0x3F)
            .U32(memory)
            .Byte(0x41)
            .S32((int)initial)
            .Byte(0x47)
            .Byte(0x04)
            .Byte(0x40)
            .Byte(0x20)
            .Byte(0)
            .Byte(0x40)
            .U32(memory)
            .Byte(0x0F)
            .Byte(0x0B)
            // left = initial - count; before = count
            .Byte(0x41)
            .S32((int)initial)
            .Byte(0x23)
            .U32(global)
            .Byte(0x6B)
            .Byte(0x21)
            .Byte(1)
            .Byte(0x23)
            .U32(global)
            .Byte(0x21)
            .Byte(2)
            // if (pages <= left) { count = before + pages; return before }
            .Byte(0x20)
            .Byte(0)
            .Byte(0x20)
            .Byte(1)
            .Byte(0x4D)
            .Byte(0x04)
            .Byte(0x40)
            .Byte(0x20)
            .Byte(2)
            .Byte(0x20)
            .Byte(0)
            .Byte(0x6A)
            .Byte(0x24)
            .U32(global)
            .Byte(0x20)
            .Byte(2)
            .Byte(0x0F)
            .Byte(0x0B)
            // if (memory.grow(pages - left) == -1) return -1
            .Byte(0x20)
            .Byte(0)
            .Byte(0x20)
            .Byte(1)
            .Byte(0x6B)
            .Byte(0x40)
            .U32(memory)
            .Byte(0x41)
            .S32(-1)
            .Byte(0x46)
            .Byte(0x04)
            .Byte(0x40)
            .Byte(0x41)
            .S32(-1)
            .Byte(0x0F)
            .Byte(0x0B)
            // return before
            .Byte(0x20)
            .Byte(2)
            .Byte(0x0B);

    /// <summary>The functions with calls in place of <c>memory.size</c> and <c>memory.grow</c>.</summary>
    private static byte[] Redirect(ReadOnlySpan<byte> section, uint memory, uint sizeFunction)
    {
        ComponentReader reader = new(section);
        uint count = reader.ReadU32();
        ComponentWriter code = new ComponentWriter().U32(count);
        List<MemorySite> sites = [];
        for (; count > 0; count--)
        {
            ReadOnlySpan<byte> body = reader.ReadBytes(reader.ReadU32());
            sites.Clear();
            CoreInstructions.FindSizeAndGrow(body, sites);
            sites.RemoveAll(site => site.Memory != memory);
            if (sites.Count == 0)
            {
                code.U32((uint)body.Length).Bytes(body);
                continue;
            }

            ComponentWriter rewritten = new();
            int copied = 0;
            foreach (MemorySite site in sites)
            {
                rewritten.Bytes(body[copied..site.Offset]).Byte(0x10).U32(site.Grows ? sizeFunction + 1 : sizeFunction);
                copied = site.Offset + site.Length;
            }

            code.Bytes(Body(rewritten.Bytes(body[copied..])).ToArray());
        }

        return code.ToArray();
    }

    /// <summary>The types of a module, all of functions.</summary>
    private static uint CountTypes(ReadOnlySpan<byte> section)
    {
        ComponentReader reader = new(section);
        uint count = reader.ReadU32();
        for (uint i = 0; i < count; i++)
        {
            Refuse.If(reader.ReadByte() != FunctionType, "it has a type that is not of a function");
            CoreSyntax.SkipTypes(ref reader);
            CoreSyntax.SkipTypes(ref reader);
        }

        return count;
    }
}
