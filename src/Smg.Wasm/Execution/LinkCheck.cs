using System.Diagnostics;
using Smg.Wasm.Compilation;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Execution;

/// <summary>
/// Makes an instance of a component to see whether the host offers all its imports and whether it fits its limits.
/// Both are decided before the guest runs; what its start functions do does not matter here, and the next tick of the epoch stops them.
/// </summary>
internal static class LinkCheck
{
    /// <summary>Makes the instance. The stack of the thread must fit any guest.</summary>
    /// <param name="host">The engine.</param>
    /// <param name="component">The component.</param>
    /// <param name="module">What it was compiled from.</param>
    /// <param name="options">The runtime's options.</param>
    /// <returns>Null when the component can be linked.</returns>
    public static ExecutionFailure? Run(EngineHost host, CompiledComponent component, WasmModule module, WasmRuntimeOptions options)
    {
        StoreLimits limits = EngineSettingsFactory.CreateLimits(options, module.Settings.MaxMemoryPages);
        ComponentLinkerHandle linker = host.LinkerFor(component);
        using GuestStore store = new();
        store.Open(component.Component.Engine, limits, Stopwatch.GetTimestamp(), linker.OffersWasi ? module.Wasi : null);
        if (store.Instantiate(linker, component.Component) is not { } error)
        {
            return null;
        }

        ExecutionFailure failure = FailureClassifier.Classify(module.Name, FailureStage.Instantiate, error, store.Interrupt, timeoutMs: 0);
        return
            failure.Cause
                is FailureCause.ImportMissing
                    or FailureCause.MemoryLimit
                    or FailureCause.TableLimit
                    or FailureCause.InstanceLimit
                    or FailureCause.PoolExhausted
            ? failure
            : null;
    }
}
