using Smg.Wasm.Modules;

namespace Smg.Wasm.Scheduling;

/// <summary>Whose calls share a module queue: those of the same component with the same settings object.</summary>
internal readonly struct ModuleQueueKey(WasmModule module) : IEquatable<ModuleQueueKey>
{
    private readonly Sha256Digest _digest = module.Digest;
    private readonly ModuleSettings _settings = module.Settings;

    public bool Equals(ModuleQueueKey other) => _digest == other._digest && ReferenceEquals(_settings, other._settings);

    public override bool Equals(object? obj) => obj is ModuleQueueKey other && Equals(other);

    public override int GetHashCode() => _digest.GetHashCode();
}
