namespace Smg.Wasm.Interop;

/// <summary>The pooling allocator's sizes. All slots are reserved, not committed, when the engine is made.</summary>
public sealed record PoolSettings
{
    /// <summary>How much address space Wasmtime reserves for one linear memory, in bytes.</summary>
    private const long MemoryReservation = 4L << 30;

    /// <summary>The guard region behind each memory, in bytes.</summary>
    private const long MemoryGuard = 32L << 20;

    /// <summary>Memories that the pool has for each component instance: more than almost all components have.</summary>
    private const int UsualMemories = 4;

    /// <summary>Address space of the memories that a few instances have outside of a pool, in bytes.</summary>
    internal const long FewInstancesBytes = 4 * UsualMemories * (MemoryReservation + (2 * MemoryGuard));

    /// <summary>Component instances for which the pool has as many memories as one may have.</summary>
    private const int InstancesOfManyMemories = 64;

    /// <summary>Component instances that may be alive at once.</summary>
    public required int ComponentInstances { get; init; }

    /// <summary>Core instances that one component may have.</summary>
    public required int CoreInstancesPerComponent { get; init; }

    /// <summary>Memories that one component may have.</summary>
    public required int MemoriesPerComponent { get; init; }

    /// <summary>Tables that one component may have.</summary>
    public required int TablesPerComponent { get; init; }

    /// <summary>Elements that one table may have.</summary>
    public required int TableElements { get; init; }

    /// <summary>Bytes that one memory may have.</summary>
    public required long MaxMemoryBytes { get; init; }

    /// <summary>Bytes of a memory that are zeroed instead of given back when its slot is freed.</summary>
    public required long MemoryKeepResidentBytes { get; init; }

    /// <summary>Bytes of a table that are zeroed instead of given back when its slot is freed.</summary>
    public required long TableKeepResidentBytes { get; init; }

    /// <summary>Freed slots that stay bound to the module that used them last.</summary>
    public required int MaxUnusedWarmSlots { get; init; }

    /// <summary>Freed slots whose memory is given back together.</summary>
    public required int DecommitBatchSize { get; init; }

    /// <summary>
    /// Memories that the pool has: enough for <see cref="ComponentInstances"/> of up to four memories, or 64 of the most that one may have.
    /// Memories are address space, 4 GiB each, of which a process has 128 TiB: a large pool does not have the most for all.
    /// </summary>
    public int TotalMemories =>
        Math.Max(
            ComponentInstances * Math.Min(UsualMemories, MemoriesPerComponent),
            Math.Min(ComponentInstances, InstancesOfManyMemories) * MemoriesPerComponent
        );

    /// <summary>An upper bound on the address space that the pool reserves, in bytes.</summary>
    public long ReservedBytes(long stackBytes)
    {
        long memorySlot = Math.Max(MemoryReservation, MaxMemoryBytes) + MemoryGuard;
        long tableSlot = (long)TableElements * 16;
        long perInstance = (TablesPerComponent * tableSlot) + memorySlot + stackBytes;
        return checked((TotalMemories * memorySlot) + (ComponentInstances * perInstance));
    }
}
