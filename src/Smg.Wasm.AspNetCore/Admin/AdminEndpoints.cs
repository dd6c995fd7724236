namespace Smg.Wasm.AspNetCore.Admin;

/// <summary>What the routes of the admin port lead to.</summary>
/// <param name="Modules">Registers and lists modules.</param>
/// <param name="Manifest">Deals with the manifest.</param>
/// <param name="Health">Says how the gateway is.</param>
/// <param name="Metrics">What is measured.</param>
internal sealed record AdminEndpoints(ModuleEndpoints Modules, ManifestEndpoints Manifest, HealthEndpoints Health, GatewayMetrics Metrics);
