using System.Runtime.InteropServices;
using System.Text;

namespace Smg.Wasm.Interop;

/// <summary>
/// <c>wasmtime_component_item_t</c>: the type of something that a component imports or exports. Disposed by whom it was given to.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal unsafe struct ComponentItem : IDisposable
{
    [FieldOffset(0)]
    public ComponentItemKind Kind;

    /// <summary>The type, for every kind but a value's type.</summary>
    [FieldOffset(8)]
    public nint Type;

    private delegate bool Lookup(byte* name, nuint length, nint* externItem);

    /// <summary>What a component exports under a name.</summary>
    public static ComponentItem OfExport(nint componentType, EngineHandle engine, string name) =>
        Find(name, (text, length, found) => NativeMethods.wasmtime_component_type_export_get(componentType, engine, text, length, found));

    public void Dispose()
    {
        if (Kind != ComponentItemKind.None)
        {
            fixed (ComponentItem* self = &this)
            {
                NativeMethods.wasmtime_component_item_delete(self);
            }

            Kind = ComponentItemKind.None;
        }
    }

    private static ComponentItem Find(string name, Lookup lookup)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        ComponentItem item = new() { Kind = ComponentItemKind.None };
        nint found;
        fixed (byte* bytes = &MemoryMarshal.GetArrayDataReference(text))
        {
            if (lookup(bytes, (nuint)text.Length, &found))
            {
                NativeMethods.wasmtime_component_extern_type(found, &item);
                NativeMethods.wasmtime_component_extern_delete(found);
            }
        }

        return item;
    }
}
