using Smg.Wasm.Options;

namespace Smg.Wasm.Telemetry;

/// <summary>
/// Phases of a call, in their order. The first two happen once for many calls, the third only for calls that are handed to a worker.
/// </summary>
public enum CallPhase
{
    /// <summary>The component is compiled, with or without its adapter; failed compiles count too.</summary>
    Compile,

    /// <summary>The compiled component is loaded from <see cref="WasmRuntimeOptions.CompiledFolder"/>.</summary>
    Load,

    /// <summary>The call waits for a worker.</summary>
    Queue,

    /// <summary>A store is opened.</summary>
    Store,

    /// <summary>An instance is made in it.</summary>
    Instantiate,

    /// <summary>The message is encoded for the guest.</summary>
    Encode,

    /// <summary>The guest runs.</summary>
    Call,

    /// <summary>Its answer is read.</summary>
    Decode,

    /// <summary>The guest's output is logged, and the store is closed with the instance.</summary>
    Drop,
}
