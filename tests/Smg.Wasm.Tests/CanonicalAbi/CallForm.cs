namespace Smg.Wasm.Tests.CanonicalAbi;

/// <summary>The forms in which a guest can be called.</summary>
public enum CallForm
{
    /// <summary>Through the adapter, the body as text.</summary>
    Adapter,

    /// <summary>
    /// Through the adapter, in the guest's memory; as <see cref="Adapter"/> where the guest is only called as a component.
    /// </summary>
    Direct,

    /// <summary>
    /// As <see cref="Direct"/>, in an instance that served the same call before and was reset; in a fresh one where it cannot be.
    /// </summary>
    Kept,

    /// <summary>Through the adapter, the body as a list of values.</summary>
    Values,

    /// <summary>By the function that the guest exports itself: Wasmtime's typed lowering and lifting, without an adapter.</summary>
    OwnExport,
}
