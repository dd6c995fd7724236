using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Components;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Adapters;

/// <summary>
/// Wraps a guest, whose bytes are not changed, in an outer component together with adapters: the guest's own leading sections, the guest,
/// an adapter for each world that it belongs to, the types they share, instances that connect them, and the adapters' functions as the
/// outer component's exports. Wasmtime's validator checks the whole: a guest whose function has another type does not fit the adapter and
/// is refused by the compiler.
/// </summary>
internal static class BridgeComposer
{
    private const byte SortFunc = 1;
    private const byte SortType = 3;
    private const byte SortInstance = 5;

    /// <summary>Composes.</summary>
    /// <param name="guest">The guest, in the binary format.</param>
    /// <param name="bridged">The outer component.</param>
    /// <param name="reason">Why the guest cannot be bridged.</param>
    public static bool TryCompose(
        ReadOnlyMemory<byte> guest,
        [NotNullWhen(true)] out byte[]? bridged,
        [NotNullWhen(false)] out string? reason
    )
    {
        try
        {
            bridged = Compose(guest.Span, GuestPrefix.Read(guest));
            reason = null;
            return true;
        }
        catch (InvalidDataException e)
        {
            bridged = null;
            reason = e.Message;
            return false;
        }
    }

    private static byte[] Compose(ReadOnlySpan<byte> guest, GuestPrefix prefix)
    {
        ComponentWriter outer = new();
        outer.Bytes(guest[..prefix.Bytes]);
        outer.Section(SectionId.Component, guest);
        IReadOnlyList<OuterWorld> worlds = OuterWorld.Of(prefix);
        OuterTypes types = new(prefix.Spaces.Types);
        foreach (OuterWorld world in worlds)
        {
            outer.Section(SectionId.Component, world.Adapter);
            types.Define(world.Types);
        }

        outer.Section(SectionId.Type, types.Section);

        // The guest's instance, with the imports that the outer component has in its place.
        ComponentWriter guestInstance = new ComponentWriter()
            .U32(1)
            .Byte(0)
            .U32(prefix.Spaces.Components)
            .U32((uint)prefix.Spaces.Imports.Count);
        foreach (GuestImport import in prefix.Spaces.Imports)
        {
            guestInstance.Name(import.Name).Bytes(import.Sort).U32(import.Index);
        }

        outer.Section(SectionId.Instance, guestInstance);
        uint guestIndex = prefix.Spaces.Instances;
        uint instances = guestIndex + 1;
        uint funcs = prefix.Spaces.Funcs;
        uint adapter = prefix.Spaces.Components + 1;
        foreach (OuterWorld world in worlds)
        {
            Connect(outer, world, types, guestIndex, adapter++, ref instances, ref funcs);
        }

        return outer.ToArray();
    }

    /// <summary>Makes an adapter's instance of the guest's functions and exports what it makes of them.</summary>
    private static void Connect(
        ComponentWriter outer,
        OuterWorld world,
        OuterTypes types,
        uint guest,
        uint adapter,
        ref uint instances,
        ref uint funcs
    )
    {
        // The guest's functions.
        List<(string Name, uint Index)> functions = [];
        foreach (AttachPoint attachPoint in world.AttachPoints)
        {
            AttachPointContract contract = AttachPointTable.Of(attachPoint);
            string name = contract.Function;
            outer.Section(SectionId.Alias, Alias(SortInstance, guest, contract.Interface));
            outer.Section(SectionId.Alias, Alias(SortFunc, instances++, name));
            functions.Add((name, funcs++));
        }

        // The adapter's instance.
        ComponentWriter adapterInstance = new ComponentWriter()
            .U32(1)
            .Byte(0)
            .U32(adapter)
            .U32((uint)(world.Types.Definitions.Count + functions.Count));
        foreach (string type in world.Types.Definitions.Select(definition => definition.Name))
        {
            adapterInstance.Name(type).Byte(SortType).U32(types[type]);
        }

        foreach ((string name, uint index) in functions)
        {
            adapterInstance.Name(name).Byte(SortFunc).U32(index);
        }

        outer.Section(SectionId.Instance, adapterInstance);
        uint adapterIndex = instances++;
        foreach (string name in world.Exports)
        {
            outer.Section(SectionId.Alias, Alias(SortFunc, adapterIndex, name));
            outer.Section(SectionId.Export, new ComponentWriter().U32(1).Byte(0).Name(name).Byte(SortFunc).U32(funcs).Byte(0));

            // The alias takes one index of a function, the export another.
            funcs += 2;
        }
    }

    private static ComponentWriter Alias(byte sort, uint instance, string name) =>
        new ComponentWriter().U32(1).Byte(sort).Byte(0).U32(instance).Name(name);
}
