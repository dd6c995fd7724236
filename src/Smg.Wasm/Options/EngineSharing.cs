namespace Smg.Wasm.Options;

/// <summary>Which calls share a Wasmtime engine.</summary>
public enum EngineSharing
{
    /// <summary>
    /// One engine for the whole runtime. Callers on different processors then share its counters and locks at every call.
    /// </summary>
    Shared,

    /// <summary>
    /// An engine for each of <see cref="WasmRuntimeOptions.ThreadPoolSize"/> workers, each with a pool of
    /// <see cref="WasmRuntimeOptions.PoolSize"/> instances. A module is compiled once; all engines map its code. An inline call uses the
    /// engine of its caller's processor.
    /// </summary>
    PerWorker,
}
