namespace Smg.Wasm.Interop;

/// <summary>Something that a component, or an instance in it, imports or exports.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
public sealed record ComponentMember(string Name, ComponentItemKind Kind)
{
    /// <summary>Members of one instance that are looked at: more than any interface has.</summary>
    private const int MaxMembers = 4096;

    /// <summary>A function's type; null for anything else.</summary>
    public ComponentFunctionType? Function { get; init; }

    /// <summary>What an instance consists of; empty for anything else.</summary>
    public IReadOnlyList<ComponentMember> Members { get; init; } = [];

    /// <summary>Whether it is nothing but types, which need not be given to a component that imports it.</summary>
    public bool IsTypes =>
        Kind == ComponentItemKind.Type
        || (Kind == ComponentItemKind.Instance && Members.Count < MaxMembers && Members.All(member => member.IsTypes));

    /// <summary>What a component imports, in order.</summary>
    public static unsafe IReadOnlyList<ComponentMember> ImportsOf(ComponentHandle component)
    {
        ArgumentNullException.ThrowIfNull(component);
        EngineHandle engine = component.Engine;
        nint type = NativeMethods.wasmtime_component_type(component);
        try
        {
            return ReadEach(
                NativeMethods.wasmtime_component_type_import_count(type, engine),
                engine,
                (index, name, length, item) => NativeMethods.wasmtime_component_type_import_nth(type, engine, index, name, length, item)
            );
        }
        finally
        {
            NativeMethods.wasmtime_component_type_delete(type);
        }
    }

    /// <summary>What a component exports under a name; null where it is nothing.</summary>
    public static ComponentMember? ExportOf(ComponentHandle component, string name)
    {
        ArgumentNullException.ThrowIfNull(component);
        nint type = NativeMethods.wasmtime_component_type(component);
        try
        {
            using ComponentItem item = ComponentItem.OfExport(type, component.Engine, name);
            return item.Kind == ComponentItemKind.None ? null : Read(name, item, component.Engine);
        }
        finally
        {
            NativeMethods.wasmtime_component_type_delete(type);
        }
    }

    private unsafe delegate bool Nth(nuint index, byte** name, nuint* length, nint* item);

    private static unsafe List<ComponentMember> ReadEach(nuint count, EngineHandle engine, Nth nth)
    {
        List<ComponentMember> members = [];
        for (nuint i = 0; i < Math.Min(count, MaxMembers); i++)
        {
            byte* name;
            nuint length;
            nint found;
            if (nth(i, &name, &length, &found))
            {
                ComponentItem item = default;
                NativeMethods.wasmtime_component_extern_type(found, &item);
                members.Add(Read(WitTypeReader.Text(name, length), item, engine));
                item.Dispose();
                NativeMethods.wasmtime_component_extern_delete(found);
            }
        }

        return members;
    }

    private static unsafe ComponentMember Read(string name, in ComponentItem item, EngineHandle engine)
    {
        nint type = item.Type;
        return item.Kind switch
        {
            ComponentItemKind.Function => new ComponentMember(name, item.Kind) { Function = WitTypeReader.ReadFunction(type) },
            ComponentItemKind.Instance => new ComponentMember(name, item.Kind)
            {
                Members = ReadEach(
                    NativeMethods.wasmtime_component_instance_type_export_count(type, engine),
                    engine,
                    (index, text, length, found) =>
                        NativeMethods.wasmtime_component_instance_type_export_nth(type, engine, index, text, length, found)
                ),
            },
            _ => new ComponentMember(name, item.Kind),
        };
    }
}
