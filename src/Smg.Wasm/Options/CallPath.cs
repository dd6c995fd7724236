namespace Smg.Wasm.Options;

/// <summary>How messages reach guests.</summary>
public enum CallPath
{
    /// <summary>
    /// Texts and bodies as a whole, through the adapter in the guest's component. A guest that gets no adapter is called by its own export.
    /// </summary>
    Bridge,

    /// <summary>The body as a list of values, one a byte, as Wasmtime's component API takes it.</summary>
    Dynamic,
}
