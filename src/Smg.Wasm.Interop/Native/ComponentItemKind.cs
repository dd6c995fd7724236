namespace Smg.Wasm.Interop.Native;

/// <summary><c>wasmtime_component_item_kind_t</c>.</summary>
internal enum ComponentItemKind : byte
{
    Component,
    Instance,
    Module,
    Function,
    Resource,
    CoreFunction,
    Type,

    /// <summary>Not one of Wasmtime's: there is nothing.</summary>
    None = byte.MaxValue,
}
