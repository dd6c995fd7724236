using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

// wasmtime/component/linker.h
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    public static partial nint wasmtime_component_linker_new(EngineHandle engine);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_linker_delete(nint linker);

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_linker_instantiate(
        ComponentLinkerHandle linker,
        nint context,
        ComponentHandle component,
        ComponentInstance* instance
    );

    /// <summary>Borrows the linker until the instance is deleted.</summary>
    [LibraryImport(Library)]
    public static partial nint wasmtime_component_linker_root(ComponentLinkerHandle linker);

    /// <summary>Borrows the parent until the new instance is deleted.</summary>
    [LibraryImport(Library)]
    public static partial nint wasmtime_component_linker_instance_add_instance(nint parent, byte* name, nuint length, nint* instance);

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_linker_instance_add_func(
        nint instance,
        byte* name,
        nuint length,
        delegate* unmanaged[Cdecl]<void*, nint, nint, ComponentVal*, nuint, ComponentVal*, nuint, nint> callback,
        void* data,
        delegate* unmanaged[Cdecl]<void*, void> finalizer
    );

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_linker_instance_add_resource(
        nint instance,
        byte* name,
        nuint length,
        nint type,
        delegate* unmanaged[Cdecl]<void*, nint, uint, nint> destructor,
        void* data,
        delegate* unmanaged[Cdecl]<void*, void> finalizer
    );

    [LibraryImport(Library)]
    public static partial void wasmtime_component_linker_instance_delete(nint instance);
}
