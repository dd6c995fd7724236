using Smg.Wasm.Compilation;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Execution;

/// <summary>
/// The store and the instance that serve one stream, kept between its calls. Executors run them, one at a time; who holds the session sees
/// to that, and closes it when no call runs.
/// </summary>
/// <param name="host">The engine that the instance belongs to, whichever executor calls it.</param>
internal sealed class GuestSession(EngineHost host)
{
    private ComponentLease _lease;

    /// <summary>The engine.</summary>
    public EngineHost Host => host;

    /// <summary>The store; it is open while there is an instance.</summary>
    public GuestStore Store { get; } = new();

    /// <summary>The component of the instance. Valid from <see cref="Acquire"/> to <see cref="CloseInstance"/>.</summary>
    public CompiledComponent Component => _lease.Component;

    /// <summary>Leases the module's component.</summary>
    /// <returns>Null when it is leased, else why the module does not compile.</returns>
    public ExecutionFailure? Acquire(WasmModule module)
    {
        if (!host.Components.TryAcquire(module, host.Number, out ComponentLease lease, out ExecutionFailure? failure))
        {
            return failure;
        }

        _lease = lease;
        return null;
    }

    /// <summary>Frees the instance; its slot of the pool can be used again. A second time does nothing.</summary>
    public void CloseInstance()
    {
        Store.Close();
        _lease.Dispose();
        _lease = default;
    }

    /// <summary>Frees everything. No call may run or follow.</summary>
    public void Free()
    {
        CloseInstance();
        Store.Dispose();
    }
}
