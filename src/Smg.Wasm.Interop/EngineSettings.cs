namespace Smg.Wasm.Interop;

/// <summary>How hard Cranelift works on the code.</summary>
public enum CompilerEffort : byte
{
    /// <summary>No optimisation: the fastest compile.</summary>
    None = 0,

    /// <summary>Optimises for speed.</summary>
    Speed = 1,

    /// <summary>Optimises for speed and size.</summary>
    SpeedAndSize = 2,
}

/// <summary>Everything that an engine is made with. The values are taken as they are: validate them first.</summary>
public sealed record EngineSettings
{
    /// <summary>The pool's settings; null for standard (on-demand) allocation.</summary>
    public PoolSettings? Pool { get; init; }

    /// <summary>
    /// Bytes of each memory that stay with it when its instance ends, where the host makes the memories and undoes what was written; null
    /// where the engine's allocator does. An engine with a pool takes no others' memories.
    /// </summary>
    public long? MaxKeptBytes { get; init; }

    /// <summary>Bytes of stack that wasm code may use.</summary>
    public required int MaxWasmStackBytes { get; init; }

    /// <summary>Whether component calls support concurrent tasks: costs time on each call.</summary>
    public bool ConcurrencySupport { get; init; }

    /// <summary>How hard Cranelift works.</summary>
    public CompilerEffort Optimization { get; init; } = CompilerEffort.Speed;

    /// <summary>Whether one compile may use several threads.</summary>
    public bool ParallelCompilation { get; init; } = true;
}
