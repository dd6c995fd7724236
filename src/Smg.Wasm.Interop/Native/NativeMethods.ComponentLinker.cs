using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop.Native;

// wasmtime/component/linker.h
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    public static partial nint wasmtime_component_linker_new(EngineHandle engine);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_linker_delete(nint linker);

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_linker_add_wasip2(ComponentLinkerHandle linker);

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_linker_instantiate(
        ComponentLinkerHandle linker, nint context, ComponentHandle component, ComponentInstance* instance);
}
