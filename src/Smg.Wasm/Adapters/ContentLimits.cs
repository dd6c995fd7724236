using Smg.Wasm.Options;

namespace Smg.Wasm.Adapters;

/// <summary>
/// What a component may have whose memory the host provides: no more than the engines' pools give one. A component with more is left to a
/// pool, which takes it, or refuses it and says why.
/// </summary>
/// <param name="LeastPages">Pages of 64 KiB that its largest memory has, at least.</param>
/// <param name="MostPages">Pages that it has, at most.</param>
/// <param name="TableElements">Elements that each of its tables begins with, at most.</param>
internal readonly record struct ContentLimits(uint LeastPages, uint MostPages, long TableElements)
{
    /// <summary>Core instances, those of an adapter included.</summary>
    public const int Instances = EngineSettingsFactory.CoreInstancesPerComponent;

    /// <summary>Tables, those of an adapter included.</summary>
    public const int Tables = EngineSettingsFactory.TablesPerComponent;

    /// <summary>Memories without the adapter's.</summary>
    public const int Memories = EngineSettingsFactory.MemoriesPerComponent - 1;

    /// <summary>
    /// Bytes that the globals and functions of all core modules may take in their instances, beside a small memory: far below the 1 MiB
    /// that a pool has for an instance.
    /// </summary>
    public const int BytesBesideSmall = 512 << 10;

    /// <summary>Pages of the largest memory. Its page table is read after each call, in up to 0.4 ms.</summary>
    private const uint MaxPages = 1024;

    /// <summary>The limits of a runtime.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="leastPages">Pages of 64 KiB that the largest memory has, at least.</param>
    public static ContentLimits Of(WasmRuntimeOptions options, uint leastPages) =>
        new(leastPages, Math.Min((uint)options.MaxMemoryPages, MaxPages), options.MaxTableElements);
}
