namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>The configuration that modules are read from and whose changes they follow.</summary>
/// <param name="Section">The section; null where options come from code alone.</param>
internal sealed record WasmConfigurationSource(IConfiguration? Section);
