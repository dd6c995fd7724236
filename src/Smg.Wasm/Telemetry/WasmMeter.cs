namespace Smg.Wasm.Telemetry;

/// <summary>The meter of runtimes. Its scope is the runtime: a listener distinguishes several runtimes by it.</summary>
public static class WasmMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Smg.Wasm";
}
