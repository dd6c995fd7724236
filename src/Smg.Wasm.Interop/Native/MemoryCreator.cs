using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

/// <summary><c>wasmtime_memory_creator_t</c>: what makes the linear memories of an engine.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MemoryCreator
{
    public nint Env;
    public delegate* unmanaged[Cdecl]<nint, nint, nuint, nuint, nuint, nuint, LinearMemory*, nint> NewMemory;
    public delegate* unmanaged[Cdecl]<nint, void> Finalizer;
}
