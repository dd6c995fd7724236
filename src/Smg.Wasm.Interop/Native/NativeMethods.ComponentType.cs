using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop.Native;

// wasmtime/component/types/*.h
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    public static partial nint wasmtime_component_type(ComponentHandle component);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_type_delete(nint type);

    [LibraryImport(Library)]
    public static partial nuint wasmtime_component_type_import_count(nint type, EngineHandle engine);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_type_import_nth(
        nint type, EngineHandle engine, nuint index, byte** name, nuint* nameLength, nint* externItem);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_extern_delete(nint externItem);
}
