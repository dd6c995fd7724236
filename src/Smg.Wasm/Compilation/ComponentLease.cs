using Smg.Wasm.Modules;

namespace Smg.Wasm.Compilation;

/// <summary>The right to use a compiled component. It is not freed, evicted or not, before every lease is disposed.</summary>
internal readonly struct ComponentLease : IDisposable
{
    private readonly ComponentCache.Entry? _entry;

    internal ComponentLease(ComponentCache.Entry entry) => _entry = entry;

    /// <summary>The component on an engine.</summary>
    /// <param name="engine">The engine's number; the first is 0.</param>
    public CompiledComponent On(int engine) => _entry!.Module!.On(engine);

    public bool IsOf(in Sha256Digest digest) => _entry is not null && _entry.Digest == digest;

    public void Dispose() => _entry?.Release();
}
