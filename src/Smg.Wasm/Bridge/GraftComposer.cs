using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Compilation;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.Bridge;

/// <summary>
/// Adds the adapter to a guest as one more core module that works in the guest's memory: sections behind its last, none of which is changed. Such a guest has
/// two instances and one memory less to make, and nothing is copied from memory to memory by code that goes element by element.
/// What the adapter may touch is the guest's anyway. That the guest's functions have the WIT's types is for <see cref="AttachPointTypes"/> to say,
/// by the exports that the guest has itself. An instance serves one call only: the image's block is never given back to the guest's allocator.
/// </summary>
internal static class GraftComposer
{
    private const byte SortFunc = 1;
    private const byte CoreSortFunc = 0;
    private const byte CoreSortMemory = 2;
    private const byte Text = 0x73;
    private const byte Utf8 = 0;
    private const byte Latin1OrUtf16 = 2;
    private static readonly AttachPoint[] Middleware = [AttachPoint.OnRequest, AttachPoint.OnResponse, AttachPoint.OnError];

    /// <summary>Composes.</summary>
    /// <param name="guest">The guest, in the binary format.</param>
    /// <param name="grafted">The guest with the adapter.</param>
    /// <param name="reason">Why that is not possible: the guest may still be wrapped.</param>
    public static bool TryCompose(ReadOnlyMemory<byte> guest, [NotNullWhen(true)] out byte[]? grafted, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            GuestShape shape = GuestShape.Read(guest.Span);
            AttachPoint[] attachPoints = [.. Middleware.Where(shape.Exports)];
            if (attachPoints.Length == 0 || shape.Exports(AttachPoint.StorageBefore) || shape.Exports(AttachPoint.StorageAfter))
            {
                throw new InvalidDataException("it exports more than middleware");
            }

            grafted = Compose(guest.Span, GuestAnatomy.Read(guest), attachPoints);
            reason = null;
            return true;
        }
        catch (InvalidDataException e)
        {
            grafted = null;
            reason = e.Message;
            return false;
        }
    }

    private static byte[] Compose(ReadOnlySpan<byte> guest, GuestAnatomy anatomy, IReadOnlyList<AttachPoint> attachPoints)
    {
        GraftFunction[] functions = [.. attachPoints.Select(point => anatomy.Find(WitFunctions.Interface(point), WitFunctions.Name(point)))];
        GraftFunction first = functions[0];
        if (functions.Any(function => function.Memory != first.Memory || function.Realloc != first.Realloc))
        {
            throw new InvalidDataException("its functions work in memories of their own");
        }

        bool[] frees = [.. functions.Select(function => function.PostReturn is not null)];
        ComponentWriter component = new ComponentWriter().Bytes(guest).Section(SectionId.CoreModule, GraftCode.Bytes([.. attachPoints.Zip(frees)]));

        // What the guest gives to the module, and the module's instance.
        List<(string Name, byte Sort, uint Index)> given = [("memory", CoreSortMemory, first.Memory), ("realloc", CoreSortFunc, first.Realloc)];
        foreach ((AttachPoint point, GraftFunction function) in attachPoints.Zip(functions))
        {
            given.Add((WitFunctions.Name(point), CoreSortFunc, function.Core));
            if (function.PostReturn is { } postReturn)
            {
                given.Add((GraftCode.PostReturn(point), CoreSortFunc, postReturn));
            }
        }

        ComponentWriter instances = new ComponentWriter().U32(2).Byte(1).U32((uint)given.Count);
        foreach ((string name, byte sort, uint index) in given)
        {
            instances.Name(name).Byte(sort).U32(index);
        }

        instances.Byte(0).U32(anatomy.CoreModules).U32(1).Name("g").Byte(0x12).U32(anatomy.CoreInstances);
        component.Section(SectionId.CoreInstance, instances);

        // The module's functions: what gives room for an image, then those that are exported, each with what is called when its result was read.
        string[] exports = [.. attachPoints.Select(WitFunctions.Name).SelectMany(name => new[] { name, name + "-text" }), "take-action"];
        ComponentWriter aliases = new ComponentWriter().U32((uint)(2 * exports.Length) + 1);
        foreach (string name in exports.SelectMany(name => new[] { name, GraftCode.Done(name) }).Prepend("image-realloc"))
        {
            aliases.Byte(0).Byte(CoreSortFunc).Byte(1).U32(anatomy.CoreInstances + 1).Name(name);
        }

        component.Section(SectionId.Alias, aliases);

        // They take and give texts.
        component.Section(SectionId.Type, new ComponentWriter().U32(2)
            .Byte(0x40).U32(1).Name("image").Byte(Text).Byte(0).Byte(Text)
            .Byte(0x40).U32(0).Byte(0).Byte(Text));
        uint imageRealloc = anatomy.CoreFuncs;
        for (uint i = 0; i < exports.Length; i++)
        {
            uint core = imageRealloc + 1 + (2 * i);
            byte encoding = exports[i].EndsWith("-text", StringComparison.Ordinal) ? Utf8 : Latin1OrUtf16;
            component.Section(SectionId.Canon, new ComponentWriter().U32(1).Byte(0).Byte(0).U32(core)
                .U32(4).Byte(encoding).Byte(3).U32(first.Memory).Byte(4).U32(imageRealloc).Byte(5).U32(core + 1)
                .U32(anatomy.Types + (exports[i] == "take-action" ? 1u : 0)));

            // The function takes one index, the export another.
            component.Section(SectionId.Export, new ComponentWriter().U32(1).Byte(0).Name(exports[i]).Byte(SortFunc).U32(anatomy.Funcs + (2 * i)).Byte(0));
        }

        return component.ToArray();
    }
}
