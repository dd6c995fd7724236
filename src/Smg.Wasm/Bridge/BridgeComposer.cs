using System.Diagnostics.CodeAnalysis;

namespace Smg.Wasm.Bridge;

/// <summary>
/// Wraps a guest, whose bytes are not changed, in an outer component together with an adapter: the guest's own leading sections, the guest,
/// the adapter, the types they share, instances that connect them, and the adapter's functions as the outer component's exports.
/// Wasmtime's validator checks the whole: a guest whose function has another type does not fit the adapter and is refused by the compiler.
/// </summary>
internal static class BridgeComposer
{
    private const byte NoPayload = 0;
    private const byte SortFunc = 1;
    private const byte SortType = 3;
    private const byte SortInstance = 5;

    /// <summary>Composes.</summary>
    /// <param name="guest">The guest, in the binary format.</param>
    /// <param name="bridged">The outer component.</param>
    /// <param name="reason">Why the guest cannot be bridged.</param>
    public static bool TryCompose(ReadOnlySpan<byte> guest, [NotNullWhen(true)] out byte[]? bridged, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            bridged = Compose(guest, GuestShape.Read(guest));
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

    /// <summary>Why a guest cannot be bridged, without composing it; null when it can.</summary>
    public static string? FindObstacle(ReadOnlySpan<byte> guest)
    {
        try
        {
            _ = GuestShape.Read(guest);
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    private static byte[] Compose(ReadOnlySpan<byte> guest, GuestShape shape)
    {
        ComponentWriter outer = new();
        outer.Bytes(guest[..shape.PrefixBytes]);
        outer.Section(SectionId.Component, guest);
        outer.Section(SectionId.Component, BridgeAdapter.Bytes(shape.OnRequest, shape.OnResponse));
        Dictionary<string, uint> types = WriteTypes(outer, shape);

        // The guest's instance, with the imports that the outer component has in its place.
        ComponentWriter guestInstance = new ComponentWriter().U32(1).Byte(0).U32(shape.Components).U32((uint)shape.Imports.Count);
        foreach (GuestImport import in shape.Imports)
        {
            guestInstance.Name(import.Name).Bytes(import.Sort).U32(import.Index);
        }

        outer.Section(SectionId.Instance, guestInstance);

        // The guest's functions.
        uint guestIndex = shape.Instances;
        uint instances = guestIndex + 1;
        uint funcs = shape.Funcs;
        List<(string Name, uint Index)> functions = [];
        foreach ((string name, bool exported) in ((string, bool)[])[("on-request", shape.OnRequest), ("on-response", shape.OnResponse)])
        {
            if (exported)
            {
                outer.Section(SectionId.Alias, Alias(SortInstance, guestIndex, $"smg:gateway/middleware-{name}"));
                outer.Section(SectionId.Alias, Alias(SortFunc, instances++, name));
                functions.Add((name, funcs++));
            }
        }

        // The adapter's instance.
        IReadOnlyList<string> typeImports = BridgeAdapter.TypeImports(shape.OnRequest, shape.OnResponse);
        ComponentWriter adapterInstance = new ComponentWriter().U32(1).Byte(0).U32(shape.Components + 1).U32((uint)(typeImports.Count + functions.Count));
        foreach (string type in typeImports)
        {
            adapterInstance.Name(type).Byte(SortType).U32(types[type]);
        }

        foreach ((string name, uint index) in functions)
        {
            adapterInstance.Name(name).Byte(SortFunc).U32(index);
        }

        outer.Section(SectionId.Instance, adapterInstance);
        uint adapterIndex = instances;
        foreach (string name in BridgeAdapter.Exports(shape.OnRequest, shape.OnResponse))
        {
            outer.Section(SectionId.Alias, Alias(SortFunc, adapterIndex, name));
            outer.Section(SectionId.Export, new ComponentWriter().U32(1).Byte(0).Name(name).Byte(SortFunc).U32(funcs).Byte(0));

            // The alias takes one index of a function, the export another.
            funcs += 2;
        }

        return outer.ToArray();
    }

    private static ComponentWriter Alias(byte sort, uint instance, string name) => new ComponentWriter().U32(1).Byte(sort).Byte(0).U32(instance).Name(name);

    /// <summary>Writes the WIT's types into the outer component's own type space.</summary>
    private static Dictionary<string, uint> WriteTypes(ComponentWriter outer, GuestShape shape)
    {
        const byte U8 = 0x7d;
        const byte U16 = 0x7b;
        const byte U64 = 0x77;
        const byte Text = 0x73;
        Dictionary<string, uint> types = [];
        ComponentWriter section = new ComponentWriter().U32(10);

        Define("header").Byte(0x72).U32(2).Name("name").Byte(Text).Name("value").Byte(Text);
        Define("headers").Byte(0x70).TypeIndex(types["header"]);
        Define("bytes").Byte(0x70).Byte(U8);
        Define("request").Byte(0x72).U32(7)
            .Name("method").Byte(Text).Name("path").Byte(Text).Name("query").Byte(Text)
            .Name("headers").TypeIndex(types["headers"]).Name("body").TypeIndex(types["bytes"])
            .Name("request-id").Byte(Text).Name("now-epoch-ms").Byte(U64);
        Define("response").Byte(0x72).U32(3)
            .Name("status").Byte(U16).Name("headers").TypeIndex(types["headers"]).Name("body").TypeIndex(types["bytes"]);
        Define("status").Byte(0x6b).Byte(U16);
        Define("names").Byte(0x70).Byte(Text);
        Define("body").Byte(0x6b).TypeIndex(types["bytes"]);
        Define("modify-action").Byte(0x72).U32(5)
            .Name("status").TypeIndex(types["status"]).Name("headers-set").TypeIndex(types["headers"]).Name("headers-add").TypeIndex(types["headers"])
            .Name("headers-remove").TypeIndex(types["names"]).Name("body-replace").TypeIndex(types["body"]);
        Define("action").Byte(0x71).U32(3)
            .Name("continue").Byte(NoPayload).Byte(0)
            .Name("reject").Byte(1).Byte(U16).Byte(0)
            .Name("modify").Byte(1).TypeIndex(types["modify-action"]).Byte(0);
        outer.Section(SectionId.Type, section);
        return types;

        ComponentWriter Define(string name)
        {
            types.Add(name, shape.Types + (uint)types.Count);
            return section;
        }
    }
}
