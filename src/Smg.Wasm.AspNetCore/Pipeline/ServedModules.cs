using Smg.Wasm.AspNetCore.Catalog;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Manifests;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>The modules of an application or a gateway, and what runs them.</summary>
/// <param name="Options">The options by which they are served.</param>
/// <param name="Runtime">The runtime.</param>
/// <param name="Managed">The modules of the admin API and the manifest.</param>
/// <param name="All">All modules, those of the configuration among them.</param>
/// <param name="Readiness">Whether requests may pass.</param>
internal sealed record ServedModules(
    SmgWasmOptions Options,
    WasmRuntime Runtime,
    ModuleManager Managed,
    ModuleCatalog All,
    Readiness Readiness
)
{
    /// <summary>Creates the manager of the modules that the admin API registers.</summary>
    /// <param name="options">The options.</param>
    /// <param name="runtime">The runtime.</param>
    /// <param name="manifest">The file that keeps the modules across restarts; null for none.</param>
    public static ModuleManager CreateManager(SmgWasmOptions options, WasmRuntime runtime, Manifest? manifest) =>
        new(runtime, journal: manifest, allowsSameBytes: options.SmgCompat) { IgnoresExtensionCase = options.SmgCompat };

    /// <summary>Creates what reports whether requests may pass.</summary>
    /// <param name="manifest">The file that keeps the modules across restarts; null for none.</param>
    /// <param name="configured">The modules of the configuration.</param>
    public static Readiness CreateReadiness(Manifest? manifest, ConfiguredModules configured) =>
        new(manifest)
        {
            MoreReasons = () =>
                configured.Faults.Select(fault =>
                    $"The changed configuration is refused, and the previous modules continue to serve: {fault}"
                ),
        };
}
