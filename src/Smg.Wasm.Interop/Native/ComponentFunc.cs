using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary><c>wasmtime_component_func_t</c>: opaque here, 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct ComponentFunc
{
    public ulong StoreId;
}

/// <summary><c>wasmtime_component_instance_t</c>: opaque here, 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct ComponentInstance
{
    public ulong StoreId;
}
