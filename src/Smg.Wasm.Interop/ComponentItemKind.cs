namespace Smg.Wasm.Interop;

/// <summary>What a component imports or exports: <c>wasmtime_component_item_kind_t</c>.</summary>
public enum ComponentItemKind : byte
{
    /// <summary>A component.</summary>
    Component,

    /// <summary>An instance of a component: what implements an interface.</summary>
    Instance,

    /// <summary>A core module.</summary>
    Module,

    /// <summary>A function.</summary>
    Function,

    /// <summary>A type of handle.</summary>
    Resource,

    /// <summary>A core function.</summary>
    CoreFunction,

    /// <summary>A type of values.</summary>
    Type,

    /// <summary>Not one of Wasmtime's: there is nothing.</summary>
    None = byte.MaxValue,
}
