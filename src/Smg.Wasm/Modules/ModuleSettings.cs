using System.Collections.Immutable;
using Smg.Wasm.Options;

namespace Smg.Wasm.Modules;

/// <summary>Settings of one module. Of its limits and the runtime's, the smaller applies.</summary>
public sealed record ModuleSettings
{
    /// <summary>The runtime's limits, and an empty configuration.</summary>
    public static ModuleSettings Default { get; } = new();

    /// <summary>Time that one call may run, in milliseconds, from 1 to the runtime's limit; null, the default, for that limit.</summary>
    public int? MaxExecutionTimeMs { get; init; }

    /// <summary>
    /// Maximum size of one linear memory, in pages of 64 KiB, from 1 to the runtime's limit; null, the default, for that limit.
    /// </summary>
    public int? MaxMemoryPages { get; init; }

    /// <summary>
    /// Whether its memory may start with the pages that its calls need (<see cref="WasmRuntimeOptions.PregrowMemory"/>). Defaults
    /// to true; false for a guest that must trap when it touches memory between the size that it asked for and that size.
    /// </summary>
    public bool PregrowMemory { get; init; } = true;

    /// <summary>
    /// The module's configuration, which the guest reads as its environment (<c>wasi:cli/environment</c>). The host does not interpret it.
    /// Defaults to empty.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Time that one call may run with these settings, in milliseconds.</summary>
    internal int TimeLimitMs(WasmRuntimeOptions options) => Math.Min(MaxExecutionTimeMs ?? int.MaxValue, options.MaxExecutionTimeMs);
}
