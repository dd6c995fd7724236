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
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_type_import_get(nint type, EngineHandle engine, byte* name, nuint length, nint* externItem);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_type_export_get(nint type, EngineHandle engine, byte* name, nuint length, nint* externItem);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_instance_type_export_get(nint instanceType, EngineHandle engine, byte* name, nuint length, nint* externItem);

    /// <summary>Copies the item's type out; the copy belongs to the caller.</summary>
    [LibraryImport(Library)]
    public static partial void wasmtime_component_extern_type(nint externItem, ComponentItem* item);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_extern_delete(nint externItem);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_item_delete(ComponentItem* item);

    [LibraryImport(Library)]
    public static partial nuint wasmtime_component_func_type_param_count(nint funcType);

    /// <summary>The name is the function type's, the value type the caller's.</summary>
    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_func_type_param_nth(nint funcType, nuint index, byte** name, nuint* nameLength, ComponentValType* valType);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_func_type_result(nint funcType, ComponentValType* valType);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_valtype_equal(ComponentValType* left, ComponentValType* right);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_valtype_delete(ComponentValType* valType);
}
