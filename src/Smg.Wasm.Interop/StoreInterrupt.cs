namespace Smg.Wasm.Interop;

/// <summary>Why the host stopped a guest.</summary>
public enum StoreInterrupt
{
    /// <summary>It did not.</summary>
    None = 0,

    /// <summary>The deadline had passed.</summary>
    Deadline = 1,

    /// <summary>The call was cancelled.</summary>
    Cancelled = 2,
}
