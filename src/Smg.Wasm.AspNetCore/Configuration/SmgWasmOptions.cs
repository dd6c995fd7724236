using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Options;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>What WebAssembly middleware in an application is started with: the section <c>SmgWasm</c> of its configuration.</summary>
public sealed class SmgWasmOptions
{
    /// <summary>The options of the runtime.</summary>
    public WasmRuntimeOptions Runtime { get; set; } = new();

    /// <summary>
    /// The modules of the configuration, in the order in which they are called. A change of the configuration replaces them all at once,
    /// or, where one is refused, none; the other options hold from the start on.
    /// </summary>
    public IReadOnlyList<WasmModuleOptions> Modules { get; set; } = [];

    /// <summary>How ambiguous request targets are read. Defaults to refusing what servers read differently.</summary>
    public TargetRules Targets { get; set; } = new();

    /// <summary>
    /// What the admin API wants as <c>Authorization: Bearer</c> or <c>X-API-Key</c>. Defaults to empty: then its endpoints need an
    /// authorization policy.
    /// </summary>
    public string AdminKey { get; set; } = "";

    /// <summary>The file that keeps the modules of the admin API over a restart, an absolute path. Defaults to empty, for none.</summary>
    public string ManifestPath { get; set; } = "";

    /// <summary>
    /// Milliseconds within which a request's body must have arrived where a module wants it; then the client gets 408. Defaults to 30,000.
    /// 1 to 3,600,000.
    /// </summary>
    public int BodyTimeoutMs { get; set; } = 30_000;

    /// <summary>
    /// Bytes that all bodies together may take while modules look at them. Null, the default, for the smaller of 1 GiB and a tenth of the
    /// memory that the process may use.
    /// </summary>
    public long? MaxBufferedBytes { get; set; }

    /// <summary>
    /// Milliseconds that a request waits for others to free buffered bytes; then the client gets 503. Defaults to 500. 0 to 3,600,000.
    /// </summary>
    public int BufferWaitMs { get; set; } = 500;

    /// <summary>Seconds in the Retry-After of an overload. Defaults to 1. 1 to 3,600.</summary>
    public int RetryAfterSeconds { get; set; } = 1;

    /// <summary>
    /// Milliseconds that live streams may go on after a module that looks at their events was removed or replaced. Defaults to 30,000. 0 to
    /// 3,600,000.
    /// </summary>
    public int StreamDrainMs { get; set; } = 30_000;

    /// <summary>
    /// Whether the admin API answers as smg 1.13's does, for clients that are written for it. Defaults to false: unknown fields are errors
    /// then, so that a misspelt limit is seen.
    /// </summary>
    public bool SmgCompat { get; set; }

    /// <summary>The bytes that are buffered at most, with the default resolved.</summary>
    internal long BufferBudget =>
        MaxBufferedBytes
        ?? Math.Max(Bodies.BodyBudget.Charge(Runtime.MaxBodySize), Math.Min(1L << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 10));

    /// <summary>What could not be read of the configuration.</summary>
    internal List<ConfigurationFault> Faults { get; } = [];

    /// <summary>Where the configuration has it.</summary>
    internal string Section { get; set; } = SmgWasmSettings.Section;
}
