using Smg.Wasm.Contract;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Execution;

/// <summary>
/// Chooses the form of a module that begins with the memory that calls of a size need, and samples how much they need. One executor's:
/// used by one thread at a time.
/// </summary>
/// <param name="demands">What the modules need of memory.</param>
/// <param name="path">How storage hooks are called; messages go through the adapter on either path.</param>
internal sealed class MemorySampler(MemoryDemands demands, CallPath path)
{
    /// <summary>What the module of the last call needs of memory; null where nobody learns it.</summary>
    private MemoryDemand? _demand;

    /// <summary>The module of the last call.</summary>
    private WasmModule? _module;

    /// <summary>Calls that a form was chosen for.</summary>
    private uint _calls;

    /// <summary>
    /// The form that serves a call. Only what the adapter calls has forms other than the written one: it bounds the guest's pointers by the
    /// pages that the guest knows.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="open">The form of the instance that would serve it; null where none is open.</param>
    public WasmModule Choose(in GuestCall call, WasmModule? open)
    {
        _calls++;
        return AdaptedBytes(call.Input) is { } bytes && Find(call.Module) is { } demand
            ? open ?? demand.Choose(MemoryDemand.SizeClass(bytes))
            : call.Module;
    }

    /// <summary>A form cannot be used any more: its module is called as it is.</summary>
    public void Drop(WasmModule form) => _demand?.Drop(form);

    /// <summary>Learns how many pages a call needed, where it is one of the sample.</summary>
    /// <param name="call">The call; its instance served none before.</param>
    /// <param name="store">Where the instance is.</param>
    /// <param name="function">The function that returns the pages; null where the guest has none.</param>
    public void Look(in GuestCall call, GuestStore store, ExportIndexHandle? function)
    {
        if (_demand is not { } demand || function is null || AdaptedBytes(call.Input) is not { } bytes)
        {
            return;
        }

        int size = MemoryDemand.SizeClass(bytes);
        if (demand.Wants(size, _calls) && ReadPages(store, function, out ulong pages) is null)
        {
            demand.Note(size, (int)(pages >> 32), (int)(uint)pages);
        }
    }

    private static NativeError? ReadPages(GuestStore store, ExportIndexHandle function, out ulong pages)
    {
        if (store.Core.IsOpen)
        {
            return DirectPath.ReadPages(store, out pages);
        }

        NativeError? error = store.CallWithoutArgument(function);
        pages = error is null ? store.Result.ReadU64() : 0;
        return error;
    }

    /// <summary>What the guest's need depends on, where the adapter calls it; else null.</summary>
    private int? AdaptedBytes(GuestInput input) => input is MiddlewareInput || path == CallPath.Bridge ? input.BodyBytes : null;

    private MemoryDemand? Find(WasmModule module)
    {
        if (!ReferenceEquals(_module, module) || _demand?.IsReleased == true)
        {
            _demand = demands.Find(module);
            _module = module;
        }

        _demand?.Touch(demands.Now);
        return _demand;
    }
}
