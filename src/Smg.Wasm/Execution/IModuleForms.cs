using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Execution;

/// <summary>Where the other forms of modules are compiled and held.</summary>
internal interface IModuleForms
{
    /// <summary>Compiles a form and holds it, outside of what bounds the cache of components.</summary>
    /// <returns>Null when it can be called, else why it does not compile; it is not held then.</returns>
    Task<ExecutionFailure?> HoldAsync(WasmModule form);

    /// <summary>Whether a module's own code is held: registered modules' is, others' until newer ones take its place.</summary>
    bool Knows(WasmModule module);

    /// <summary>Releases a form that is held.</summary>
    void Release(WasmModule form);
}
