using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary><c>wasmtime_component_valtype_t</c>: a value's type, owned by whom it was given to.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct ComponentValType
{
    [FieldOffset(0)]
    public byte Kind;

    [FieldOffset(8)]
    public nint Type;
}
