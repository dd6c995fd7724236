using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary><c>wasmtime_linear_memory_t</c>: a linear memory that the host made.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LinearMemory
{
    public nint Env;
    public delegate* unmanaged[Cdecl]<nint, nuint*, nuint*, byte*> Get;
    public delegate* unmanaged[Cdecl]<nint, nuint, nint> Grow;
    public delegate* unmanaged[Cdecl]<nint, void> Finalizer;
}
