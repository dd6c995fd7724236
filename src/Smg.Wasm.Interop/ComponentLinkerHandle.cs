namespace Smg.Wasm.Interop;

/// <summary>What the host offers to components. Read only once it is made; safe to share between threads then.</summary>
public sealed class ComponentLinkerHandle : NativeHandle
{
    private readonly Dictionary<string, HostInterface> _interfaces = new(StringComparer.Ordinal);

    private ComponentLinkerHandle(nint value)
        : base(value) { }

    /// <summary>Whether it offers WASI preview 2. Stores of its instances are then opened with a <see cref="GuestWasi"/>.</summary>
    public bool OffersWasi => _interfaces.Count > 0;

    /// <summary>The interfaces that it offers, by name without version.</summary>
    public IReadOnlyDictionary<string, HostInterface> Interfaces => _interfaces;

    /// <summary>Makes a linker that offers nothing.</summary>
    public static ComponentLinkerHandle Create(EngineHandle engine) => new(NativeMethods.wasmtime_component_linker_new(engine));

    internal void Add(HostInterface added) => _interfaces.Add(added.Name, added);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.wasmtime_component_linker_delete(handle);
        return true;
    }
}
