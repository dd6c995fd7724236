using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

// wasmtime/module.h, linker.h, instance.h, func.h, global.h, memory.h and trap.h
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    public static partial nint wasmtime_module_new(EngineHandle engine, byte* bytes, nuint length, nint* module);

    [LibraryImport(Library)]
    public static partial nint wasmtime_module_serialize(nint module, ByteVec* bytes);

    [LibraryImport(Library)]
    public static partial nint wasmtime_module_deserialize(EngineHandle engine, byte* bytes, nuint length, nint* module);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint wasmtime_module_deserialize_file(EngineHandle engine, string path, nint* module);

    [LibraryImport(Library)]
    public static partial void wasmtime_module_delete(nint module);

    [LibraryImport(Library)]
    public static partial nint wasmtime_linker_new(EngineHandle engine);

    [LibraryImport(Library)]
    public static partial void wasmtime_linker_delete(nint linker);

    [LibraryImport(Library)]
    public static partial nint wasmtime_linker_instantiate_pre(nint linker, nint module, nint* result);

    [LibraryImport(Library)]
    public static partial void wasmtime_instance_pre_delete(nint instancePre);

    [LibraryImport(Library)]
    public static partial nint wasmtime_instance_pre_instantiate(
        CoreModuleHandle instancePre,
        nint context,
        CoreInstanceRef* instance,
        nint* trap
    );

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_instance_export_get(
        nint context,
        CoreInstanceRef* instance,
        byte* name,
        nuint length,
        CoreExtern* item
    );

    [LibraryImport(Library)]
    public static partial nint wasmtime_func_call_unchecked(nint context, CoreFunc* func, CoreValue* values, nuint count, nint* trap);

    [LibraryImport(Library)]
    public static partial void wasmtime_global_get(nint context, CoreGlobal* global, CoreTypedValue* value);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial byte* wasmtime_memory_data(nint context, CoreMemory* memory);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial nuint wasmtime_memory_data_size(nint context, CoreMemory* memory);

    [LibraryImport(Library)]
    public static partial void wasm_trap_message(nint trap, ByteVec* message);

    [LibraryImport(Library)]
    public static partial void wasm_trap_delete(nint trap);
}
