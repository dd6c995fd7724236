using Smg.Wasm.Interop.Native;
using Smg.Wasm.Interop.Wasi;

namespace Smg.Wasm.Interop;

/// <summary>What the host offers to components. Read only once it is made; safe to share between threads then.</summary>
public sealed class ComponentLinkerHandle : NativeHandle
{
    private ComponentLinkerHandle(nint value, bool offersWasi)
        : base(value) => OffersWasi = offersWasi;

    /// <summary>Whether it offers WASI preview 2. Stores of its instances are then opened with a <see cref="GuestWasi"/>.</summary>
    public bool OffersWasi { get; }

    /// <summary>Makes a linker that offers the project's own WASI preview 2, or nothing.</summary>
    public static ComponentLinkerHandle Create(EngineHandle engine, bool offerWasi)
    {
        ComponentLinkerHandle linker = new(NativeMethods.wasmtime_component_linker_new(engine), offerWasi);
        if (offerWasi)
        {
            WasiLinker.AddTo(linker);
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
