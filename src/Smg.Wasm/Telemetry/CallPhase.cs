using Smg.Wasm.Options;

namespace Smg.Wasm.Telemetry;

/// <summary>
/// What a runtime does for a call, one after the other. The first two happen once for many calls, and the third only where a call meets a
/// worker.
/// </summary>
public enum CallPhase
{
    /// <summary>The component is compiled, with its bridge or without; compiles that fail count too.</summary>
    Compile,

    /// <summary>The compiled component is loaded from <see cref="WasmRuntimeOptions.CompiledFolder"/>.</summary>
    Load,

    /// <summary>The call waits for a worker.</summary>
    Queue,

    /// <summary>A store is opened.</summary>
    Store,

    /// <summary>An instance is made in it.</summary>
    Instantiate,

    /// <summary>The message is written as the guest takes it.</summary>
    Encode,

    /// <summary>The guest runs.</summary>
    Call,

    /// <summary>Its answer is read.</summary>
    Decode,

    /// <summary>What the guest wrote is logged, and the store with the instance is closed.</summary>
    Drop,
}
