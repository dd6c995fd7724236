namespace Smg.Wasm.Options;

/// <summary>How hard the compiler works on a module's code.</summary>
public enum OptimizationLevel
{
    /// <summary>No optimization: the fastest compile.</summary>
    None = 0,

    /// <summary>Optimizes for speed.</summary>
    Speed = 1,

    /// <summary>Optimizes for speed and size.</summary>
    SpeedAndSize = 2,
}
