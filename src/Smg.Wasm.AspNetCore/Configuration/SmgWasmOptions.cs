using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Options;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Options of WebAssembly middleware in an application: the section <c>SmgWasm</c> of its configuration.</summary>
public sealed class SmgWasmOptions
{
    /// <summary>The options of the runtime.</summary>
    public WasmRuntimeOptions Runtime { get; set; } = new();

    /// <summary>
    /// The modules of the configuration, in the order in which they are called. A change of the configuration replaces them all at once,
    /// or, where one is refused, none; the other options are read once, at start-up.
    /// </summary>
    public IReadOnlyList<WasmModuleOptions> Modules { get; set; } = [];

    /// <summary>Rules for ambiguous request targets. Defaults to refusing targets that servers read differently.</summary>
    public TargetRules Targets { get; set; } = new();

    /// <summary>
    /// Key that the admin API requires as <c>Authorization: Bearer</c> or <c>X-API-Key</c>. Defaults to empty: its endpoints then need an
    /// authorization policy.
    /// </summary>
    public string AdminKey { get; set; } = "";

    /// <summary>Absolute path of the file that keeps the admin API's modules across restarts. Defaults to empty, for none.</summary>
    public string ManifestPath { get; set; } = "";

    /// <summary>
    /// Time within which a request's body must have arrived where a module needs it, in milliseconds: 1 to 3,600,000; then the client gets
    /// 408. Defaults to 30,000.
    /// </summary>
    public int BodyTimeoutMs { get; set; } = 30_000;

    /// <summary>
    /// Total size of all bodies that are held for modules at once, in bytes; at least MaxBodySize of the runtime and an eighth of it. Null,
    /// the default, for the smaller of 1 GiB and a tenth of the memory that the process may use.
    /// </summary>
    public long? MaxBufferedBytes { get; set; }

    /// <summary>
    /// Time that a request waits for others to free buffered bytes, in milliseconds: 0 to 3,600,000; then the client gets 503. Defaults to
    /// 500: longer than a module runs, shorter than a client notices.
    /// </summary>
    public int BufferWaitMs { get; set; } = 500;

    /// <summary>Retry-After of 503 responses under overload, in seconds: 1 to 3,600. Defaults to 1.</summary>
    public int RetryAfterSeconds { get; set; } = 1;

    /// <summary>
    /// Time that live streams may continue after a module that sees their events was removed or replaced, in milliseconds: 0 to 3,600,000.
    /// Defaults to 30,000: most answers of a model end within that.
    /// </summary>
    public int StreamDrainMs { get; set; } = 30_000;

    /// <summary>
    /// Whether the admin API answers as smg 1.13's, for clients that are written for it. Defaults to false: unknown fields are then errors,
    /// so that a misspelt limit is noticed.
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
