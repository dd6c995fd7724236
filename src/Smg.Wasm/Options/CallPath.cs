namespace Smg.Wasm.Options;

/// <summary>How messages reach guests.</summary>
public enum CallPath
{
    /// <summary>As one memory image, through an adapter component. Guests that cannot be bridged take the dynamic path.</summary>
    Bridge,

    /// <summary>As a tree of typed values.</summary>
    Dynamic,
}
