using System.Collections.Immutable;

namespace Smg.Wasm.Modules;

/// <summary>What one module runs with. Its limits stand below the runtime's own: the smaller of the two holds.</summary>
public sealed record ModuleSettings
{
    /// <summary>Without limits below those of the runtime, and without configuration.</summary>
    public static ModuleSettings Default { get; } = new();

    /// <summary>Milliseconds that one call may run; null for the runtime's limit.</summary>
    public int? MaxExecutionTimeMs { get; init; }

    /// <summary>Pages of 64 KiB that one linear memory may have; null for the runtime's limit.</summary>
    public int? MaxMemoryPages { get; init; }

    /// <summary>
    /// Whether its memory may begin with the pages that its calls grow to (<see cref="Options.WasmRuntimeOptions.PregrowMemory"/>).
    /// Defaults to true; false for a guest that must trap when it touches memory between the size that it asked for and that size.
    /// </summary>
    public bool PregrowMemory { get; init; } = true;

    /// <summary>
    /// The module's configuration, which the guest reads as its environment (<c>wasi:cli/environment</c>). The host does not interpret it.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
