namespace Smg.Wasm.Options;

/// <summary>Who has its own engine.</summary>
public enum EngineSharing
{
    /// <summary>
    /// One engine for the whole runtime. Callers on different processors then meet in its counters and locks at every call.
    /// </summary>
    Shared,

    /// <summary>
    /// As many engines as <see cref="WasmRuntimeOptions.ThreadPoolSize"/> says, each with a pool of
    /// <see cref="WasmRuntimeOptions.PoolSize"/> instances. A module is compiled once; all engines map its code. Workers take the engines in
    /// turn, and a caller that runs its call itself takes the one of its processor.
    /// </summary>
    PerWorker,
}
