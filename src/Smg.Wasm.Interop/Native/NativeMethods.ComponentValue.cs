using System.Runtime.InteropServices;

namespace Smg.Wasm.Interop;

// wasmtime/component/val.h and types/resource.h: what a host function needs to give values and to take resources
internal static unsafe partial class NativeMethods
{
    /// <summary>Moves a value into its own native block, for the inside of an option, a result or a variant.</summary>
    [LibraryImport(Library)]
    public static partial ComponentVal* wasmtime_component_val_new(ComponentVal* value);

    /// <summary>Makes a native list of values that are all <c>false</c>.</summary>
    [LibraryImport(Library)]
    public static partial void wasmtime_component_vallist_new_uninit(ComponentValList* list, nuint size);

    /// <summary>Makes a native tuple of values that are all <c>false</c>.</summary>
    [LibraryImport(Library)]
    public static partial void wasmtime_component_valtuple_new_uninit(ComponentValList* tuple, nuint size);

    /// <summary>Makes a native record of fields without names that are all <c>false</c>.</summary>
    [LibraryImport(Library)]
    public static partial void wasmtime_component_valrecord_new_uninit(ComponentRecord* record, nuint size);

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_resource_type_new_host(uint type);

    [LibraryImport(Library)]
    public static partial void wasmtime_component_resource_type_delete(nint type);

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_resource_host_new(
        [MarshalAs(UnmanagedType.U1)] bool owned,
        uint representation,
        uint type
    );

    [LibraryImport(Library)]
    public static partial void wasmtime_component_resource_host_delete(nint resource);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial uint wasmtime_component_resource_host_rep(nint resource);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial uint wasmtime_component_resource_host_type(nint resource);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool wasmtime_component_resource_host_owned(nint resource);

    /// <summary>Ends the store's own note of the resource; what was owned is the host's then.</summary>
    [LibraryImport(Library)]
    public static partial nint wasmtime_component_resource_any_to_host(nint context, nint any, nint* host);

    [LibraryImport(Library)]
    public static partial nint wasmtime_component_resource_host_to_any(nint context, nint host, nint* any);
}
