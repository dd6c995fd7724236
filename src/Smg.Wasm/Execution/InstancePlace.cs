using Smg.Wasm.Compilation;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Execution;

/// <summary>A place of an executor for one instance at a time, with the component that it is made of.</summary>
internal sealed class InstancePlace : IDisposable
{
    /// <summary>The store; it is open while there is an instance.</summary>
    public GuestStore Store { get; } = new();

    /// <summary>
    /// The component of the last call. It is kept for some calls, so that executors which call the same one do not meet in the cache.
    /// </summary>
    public ComponentLease Lease { get; set; }

    /// <summary>Calls before the cache is asked again, so that it learns that the component is in use.</summary>
    public int LeaseUsesLeft { get; set; }

    /// <summary>Calls that the open instance still serves.</summary>
    public int UsesLeft { get; set; }

    /// <summary>The form of the module that the open instance was made of, and the module as it was called with.</summary>
    public (WasmModule? Form, Sha256Digest Digest) Instance { get; set; }

    /// <summary>What the open instance was made with: a module of the same bytes with other settings gets another.</summary>
    public ModuleSettings? Settings { get; set; }

    /// <summary>The call that came here last, as the executor counts them.</summary>
    public long LastCall { get; set; }

    /// <summary>Frees the instance; its memories can be used by others. A second time does nothing.</summary>
    public void CloseInstance()
    {
        Store.Close();
        UsesLeft = 0;
    }

    /// <summary>Frees the instance, and gives its component back.</summary>
    public void Clear()
    {
        CloseInstance();
        Lease.Dispose();
        Lease = default;
    }

    public void Dispose()
    {
        Clear();
        Store.Dispose();
    }
}
