namespace Smg.Wasm.Options;

/// <summary>Who has its own engine.</summary>
public enum EngineSharing
{
    /// <summary>One engine for the whole runtime: each module is compiled once.</summary>
    Shared,

    /// <summary>One engine a worker: each worker compiles each module, and shares no pool with the others.</summary>
    PerWorker,
}
