using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary><c>wasmtime_component_vallist_t</c> and <c>wasmtime_component_valtuple_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ComponentValList
{
    public nuint Size;
    public ComponentVal* Data;
}

/// <summary><c>wasmtime_component_valrecord_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ComponentRecord
{
    public nuint Size;
    public ComponentRecordEntry* Data;
}
