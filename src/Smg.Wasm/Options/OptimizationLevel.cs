namespace Smg.Wasm.Options;

/// <summary>Optimization level of the compiler.</summary>
public enum OptimizationLevel
{
    /// <summary>No optimization: the fastest compile.</summary>
    None = 0,

    /// <summary>Optimizes for speed.</summary>
    Speed = 1,

    /// <summary>Optimizes for speed and size.</summary>
    SpeedAndSize = 2,
}
