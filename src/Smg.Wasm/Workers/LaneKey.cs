using Smg.Wasm.Modules;

namespace Smg.Wasm.Workers;

/// <summary>Whose calls share a lane: those of the same component with the same settings object.</summary>
internal readonly struct LaneKey(WasmModule module) : IEquatable<LaneKey>
{
    private readonly Sha256Digest _digest = module.Digest;
    private readonly ModuleSettings _settings = module.Settings;

    public bool Equals(LaneKey other) => _digest == other._digest && ReferenceEquals(_settings, other._settings);

    public override bool Equals(object? obj) => obj is LaneKey other && Equals(other);

    public override int GetHashCode() => _digest.GetHashCode();
}
