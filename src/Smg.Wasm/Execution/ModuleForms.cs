using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Execution;

/// <summary>Holds forms of modules.</summary>
/// <param name="engines">The engines.</param>
internal sealed class ModuleForms(EngineSet engines) : IModuleForms
{
    /// <inheritdoc/>
    public async Task<ExecutionFailure?> HoldAsync(WasmModule form)
    {
        engines.Pin(form);
        ExecutionFailure? failure = await engines.Compiles.CompileAsync(form).ConfigureAwait(false);
        if (failure is not null)
        {
            Release(form);
        }

        return failure;
    }

    /// <inheritdoc/>
    public bool Knows(WasmModule module) => engines.First.Components.Knows(module.Digest);

    /// <inheritdoc/>
    public void Release(WasmModule form) => engines.Unpin(form);
}
