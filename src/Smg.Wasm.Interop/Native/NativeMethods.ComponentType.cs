using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

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
        nint type,
        EngineHandle engine,
        nuint index,
        byte** name,
        nuint* nameLength,
        nint* externItem
    );

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_type_export_get(
        nint type,
        EngineHandle engine,
        byte* name,
        nuint length,
        nint* externItem
    );

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
    public static partial bool wasmtime_component_func_type_param_nth(
        nint funcType,
        nuint index,
        byte** name,
        nuint* nameLength,
        ComponentValType* valType
    );

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_func_type_result(nint funcType, ComponentValType* valType);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_list_type_element(nint type, ComponentValType* element);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_option_type_ty(nint type, ComponentValType* some);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_result_type_ok(nint type, ComponentValType* ok);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_result_type_err(nint type, ComponentValType* error);

    [LibraryImport(Library)]
    public static partial nuint wasmtime_component_record_type_field_count(nint type);

    /// <summary>The name is the record type's, the field's type the caller's.</summary>
    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_record_type_field_nth(
        nint type,
        nuint index,
        byte** name,
        nuint* nameLength,
        ComponentValType* field
    );

    [LibraryImport(Library)]
    public static partial nuint wasmtime_component_tuple_type_types_count(nint type);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_tuple_type_types_nth(nint type, nuint index, ComponentValType* value);

    [LibraryImport(Library)]
    public static partial nuint wasmtime_component_variant_type_case_count(nint type);

    /// <summary>The name is the variant type's, the payload's type the caller's.</summary>
    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_variant_type_case_nth(
        nint type,
        nuint index,
        byte** name,
        nuint* nameLength,
        byte* hasPayload,
        ComponentValType* payload
    );

    [LibraryImport(Library)]
    public static partial nuint wasmtime_component_enum_type_names_count(nint type);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_enum_type_names_nth(nint type, nuint index, byte** name, nuint* nameLength);

    [LibraryImport(Library)]
    public static partial nuint wasmtime_component_flags_type_names_count(nint type);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_flags_type_names_nth(nint type, nuint index, byte** name, nuint* nameLength);

    [LibraryImport(Library)]
    public static partial nuint wasmtime_component_instance_type_export_count(nint instanceType, EngineHandle engine);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_instance_type_export_nth(
        nint instanceType,
        EngineHandle engine,
        nuint index,
        byte** name,
        nuint* nameLength,
        nint* externItem
    );

    [LibraryImport(Library)]
    public static partial void wasmtime_component_valtype_delete(ComponentValType* valType);
}
