namespace Smg.Wasm.Options;

/// <summary>How messages reach guests.</summary>
public enum CallPath
{
    /// <summary>
    /// Texts and bodies in one piece, through the adapter in the guest's component. A guest without an adapter is called by its export.
    /// </summary>
    Bridge,

    /// <summary>The body as a list of values, one per byte, as Wasmtime's component API takes it.</summary>
    Dynamic,
}
