namespace Smg.Wasm.AspNetCore.Telemetry;

/// <summary>The meter of the gateway's own instruments.</summary>
internal static class GatewayMeter
{
    /// <summary>Its name.</summary>
    public const string Name = "Smg.Gateway";
}
