using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

// wasmtime/component/component.h, instance.h, func.h, val.h and wat.h
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    public static partial nint wasmtime_component_new(EngineHandle engine, byte* bytes, nuint length, nint* component);

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_serialize(ComponentHandle component, ByteVec* bytes);

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_deserialize(EngineHandle engine, byte* bytes, nuint length, nint* component);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint wasmtime_component_deserialize_file(EngineHandle engine, string path, nint* component);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_delete(nint component);

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_get_export_index(ComponentHandle component, nint instanceIndex, byte* name, nuint length);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_export_index_delete(nint index);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_instance_get_func(
        ComponentInstance* instance,
        nint context,
        ExportIndexHandle index,
        ComponentFunc* func
    );

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_func_call(
        ComponentFunc* func,
        nint context,
        ComponentVal* args,
        nuint argCount,
        ComponentVal* results,
        nuint resultCount
    );

    [LibraryImport(Library)]
    public static partial void wasmtime_component_val_delete(ComponentVal* value);

    [LibraryImport(Library)]
    public static partial nint wasmtime_wat2wasm(byte* wat, nuint length, ByteVec* wasm);
}
