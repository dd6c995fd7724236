namespace Smg.Wasm.Telemetry;

/// <summary>The meter of runtimes. Its scope is the runtime, so that a listener can tell several apart.</summary>
public static class WasmMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Smg.Wasm";
}
