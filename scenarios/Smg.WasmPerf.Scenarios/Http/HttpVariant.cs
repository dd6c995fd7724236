using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>A gateway that is measured.</summary>
/// <param name="Name">What distinguishes its row from the others.</param>
/// <param name="Modules">Its modules, and how they are registered.</param>
internal sealed record HttpVariant(string Name, IReadOnlyList<(WasmModule Module, ModuleRegistration Registration)> Modules)
{
    /// <summary>A gateway without modules.</summary>
    public static HttpVariant Without { get; } = new("no module", []);

    /// <summary>A gateway with modules on requests, a user's module at the attach point of the settings.</summary>
    /// <param name="name">What distinguishes its row from the others.</param>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="modules">The modules.</param>
    public static HttpVariant With(string name, LoadSettings settings, params IEnumerable<WasmModule> modules) =>
        new(
            name,
            [
                .. modules.Select(module =>
                    (
                        module,
                        new ModuleRegistration(module.Name, [module == settings.Module ? settings.AttachPoint : AttachPoint.OnRequest])
                        {
                            DryRun = false,
                        }
                    )
                ),
            ]
        );
}
