using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.WasmPerf.Scenarios.Http;

/// <summary>A gateway that is measured.</summary>
/// <param name="Name">What tells its row from the others'.</param>
/// <param name="Modules">Its modules, and how they are registered.</param>
internal sealed record HttpSide(string Name, IReadOnlyList<(WasmModule Module, ModuleRegistration Registration)> Modules)
{
    /// <summary>A gateway without modules.</summary>
    public static HttpSide Without { get; } = new("no module", []);

    /// <summary>A gateway with modules on requests, the user's own on the attach point that is asked for.</summary>
    /// <param name="name">What tells its row from the others'.</param>
    /// <param name="settings">What it is run with.</param>
    /// <param name="modules">The modules.</param>
    public static HttpSide With(string name, LoadSettings settings, params IEnumerable<WasmModule> modules) =>
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
