using Smg.Wasm.Interop.Native;

namespace Smg.Wasm.Interop;

/// <summary>What the host offers to components. Read only once it is made; safe to share between threads then.</summary>
public sealed class ComponentLinkerHandle : NativeHandle
{
    private ComponentLinkerHandle(nint value, bool offersWasi)
        : base(value) => OffersWasi = offersWasi;

    /// <summary>Whether it offers WASI preview 2. Stores of its instances then need a WASI context.</summary>
    public bool OffersWasi { get; }

    /// <summary>Makes a linker that offers WASI preview 2 without the clock's alarms, or nothing.</summary>
    public static ComponentLinkerHandle Create(EngineHandle engine, bool offerWasi)
    {
        ComponentLinkerHandle linker = new(NativeMethods.wasmtime_component_linker_new(engine), offerWasi);
        if (offerWasi)
        {
            NativeError.ThrowIfFailed(NativeMethods.wasmtime_component_linker_add_wasip2(linker));
            WasiClock.Replace(linker);
        }

        return linker;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.wasmtime_component_linker_delete(handle);
        return true;
    }
}
