using Smg.Wasm.Modules;

namespace Smg.Wasm.Compilation;

/// <summary>The right to use a compiled component on one engine. It is not freed, evicted or not, before every lease is disposed.</summary>
internal readonly struct ComponentLease : IDisposable
{
    private readonly ComponentCache.Entry? _entry;
    private readonly CompiledComponent? _component;

    internal ComponentLease(ComponentCache.Entry entry, CompiledComponent component)
    {
        _entry = entry;
        _component = component;
    }

    /// <summary>The component on the engine that it was leased for.</summary>
    public CompiledComponent Component => _component!;

    public bool IsOf(in Sha256Digest digest) => _entry is not null && _entry.Digest == digest;

    public void Dispose() => _entry?.Release();
}
