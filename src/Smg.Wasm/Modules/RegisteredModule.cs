using Smg.Wasm.Middleware;

namespace Smg.Wasm.Modules;

/// <summary>A module that the manager knows.</summary>
public sealed class RegisteredModule
{
    private long _accessCount;
    private long _lastAccessed;

    internal RegisteredModule(Guid id, WasmModule module, string? filePath, IReadOnlyList<AttachPoint> attachPoints, int order, long sequence, DateTimeOffset createdAt)
    {
        Id = id;
        Module = module;
        FilePath = filePath;
        AttachPoints = attachPoints;
        Order = order;
        Sequence = sequence;
        CreatedAt = createdAt;
        _lastAccessed = createdAt.UtcTicks;
    }

    /// <summary>The id that the manager gave.</summary>
    public Guid Id { get; }

    /// <summary>Name, bytes and digest.</summary>
    public WasmModule Module { get; }

    /// <summary>The file it was read from, links resolved; null when it came as bytes.</summary>
    public string? FilePath { get; }

    /// <summary>Where it is called.</summary>
    public IReadOnlyList<AttachPoint> AttachPoints { get; }

    /// <summary>Modules of one attach point are called by rising order, those of equal order in the order of their registration.</summary>
    public int Order { get; }

    /// <summary>Why the module takes the dynamic path although the bridge is asked for; null when it can be bridged.</summary>
    public string? NotBridgedBecause { get; internal init; }

    /// <summary>When it was registered, in UTC.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When it was last handed out to be called, in UTC.</summary>
    public DateTimeOffset LastAccessedAt => new(Interlocked.Read(ref _lastAccessed), TimeSpan.Zero);

    /// <summary>How often it was handed out to be called.</summary>
    public long AccessCount => Interlocked.Read(ref _accessCount);

    internal long Sequence { get; }

    internal void MarkAccess(DateTimeOffset now)
    {
        Interlocked.Increment(ref _accessCount);
        Interlocked.Exchange(ref _lastAccessed, now.UtcTicks);
    }
}
