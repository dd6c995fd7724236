using Smg.Wasm.Engines;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Workers;

namespace Smg.Wasm.Compilation;

/// <summary>Holds forms of modules on every engine.</summary>
/// <param name="engines">The engines.</param>
/// <param name="compiler">Where they are compiled.</param>
internal sealed class ModuleForms(IReadOnlyList<EngineHost> engines, CompileAhead compiler) : IModuleForms
{
    /// <inheritdoc/>
    public async Task<ExecutionFailure?> HoldAsync(WasmModule form)
    {
        foreach (EngineHost engine in engines)
        {
            engine.Components.Pin(form.Digest);
        }

        ExecutionFailure? failure = await compiler.CompileAsync(form).ConfigureAwait(false);
        if (failure is not null)
        {
            LetGo(form);
        }

        return failure;
    }

    /// <inheritdoc/>
    public void LetGo(WasmModule form)
    {
        foreach (EngineHost engine in engines)
        {
            engine.Components.Unpin(form.Digest);
        }
    }
}
