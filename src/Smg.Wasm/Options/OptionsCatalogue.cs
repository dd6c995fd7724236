namespace Smg.Wasm.Options;

/// <summary>
/// All options with their bounds and reasons: the source of validation, of every way to set options and of the help text.
/// </summary>
public static class OptionsCatalogue
{
    /// <summary>Every option, in the order of the help text.</summary>
    public static IReadOnlyList<OptionDescriptor> All { get; } =
    [
        OptionDescriptor.Integer(
            "MaxMemoryPages",
            1,
            65_536,
            "pages of 64 KiB",
            "Maximum size of one linear memory of a guest.",
            o => o.MaxMemoryPages,
            (o, v) => o with { MaxMemoryPages = v }
        ),
        OptionDescriptor.Integer(
            "MaxExecutionTimeMs",
            1,
            300_000,
            "ms",
            "Time that one call may run, its time in the queue not included.",
            o => o.MaxExecutionTimeMs,
            (o, v) => o with { MaxExecutionTimeMs = v }
        ),
        OptionDescriptor.Integer(
            "MaxStackSize",
            64 << 10,
            16 << 20,
            "bytes",
            "Maximum stack of a guest; worker threads get this much and headroom.",
            o => o.MaxStackSize,
            (o, v) => o with { MaxStackSize = v }
        ),
        OptionDescriptor.Integer(
            "ThreadPoolSize",
            1,
            128,
            "workers",
            "Worker threads; at most as many as processors, unless OversubscribeWorkers is set.",
            o => o.ThreadPoolSize,
            (o, v) => o with { ThreadPoolSize = v }
        ),
        OptionDescriptor.Integer(
            "ModuleCacheSize",
            1,
            1000,
            "components",
            "Compiled components kept in memory beside those of registered modules, which always stay.",
            o => o.ModuleCacheSize,
            (o, v) => o with { ModuleCacheSize = v }
        ),
        OptionDescriptor.Integer(
            "MaxBodySize",
            1,
            100 << 20,
            "bytes",
            "Largest body that is passed to a guest or accepted from it.",
            o => o.MaxBodySize,
            (o, v) => o with { MaxBodySize = v }
        ),
        OptionDescriptor.Integer(
            "MaxHeaderBytes",
            1 << 10,
            16 << 20,
            "bytes",
            "Headers that one action may set, add and remove, or columns that one storage hook may return: names, values and 32 "
                + "bytes for each.",
            o => o.MaxHeaderBytes,
            (o, v) => o with { MaxHeaderBytes = v }
        ),
        OptionDescriptor.Boolean(
            "OversubscribeWorkers",
            "Allows more workers than processors, for measurements.",
            o => o.OversubscribeWorkers,
            (o, v) => o with { OversubscribeWorkers = v }
        ),
        OptionDescriptor.Integer(
            "EpochIntervalMs",
            1,
            1000,
            "ms",
            "Interval at which deadlines are checked: how late a timeout can be.",
            o => o.EpochIntervalMs,
            (o, v) => o with { EpochIntervalMs = v }
        ),
        OptionDescriptor.Integer(
            "QueueCapacity",
            1,
            1_000_000,
            "calls",
            "Calls that may wait for a worker. At the limit, the module with the most waiting calls loses its oldest one.",
            o => o.QueueCapacity,
            (o, v) => o with { QueueCapacity = v }
        ),
        OptionDescriptor.Integer(
            "MaxQueueTimeMs",
            1,
            300_000,
            "ms",
            "Time that a call may wait for a worker.",
            o => o.MaxQueueTimeMs,
            (o, v) => o with { MaxQueueTimeMs = v }
        ),
        OptionDescriptor.Boolean(
            "Pooling",
            "Creates instances in a pool of reserved slots instead of mapping memory for each.",
            o => o.Pooling,
            (o, v) => o with { Pooling = v }
        ),
        OptionDescriptor.Integer(
            "PoolSize",
            1,
            4096,
            "instances",
            "Component instances that each engine's pool can hold at once; at least one for each call that can run at once.",
            o => o.PoolSize,
            (o, v) => o with { PoolSize = v }
        ),
        OptionDescriptor.Integer(
            "MaxStreams",
            0,
            4096,
            "instances",
            "Module instances that streams of events may hold at once, within PoolSize. Further streams are refused (Closed) or "
                + "pass unseen (Open).",
            o => o.MaxStreams,
            (o, v) => o with { MaxStreams = v }
        ),
        OptionDescriptor.Integer(
            "MemoryKeepResidentBytes",
            0,
            1 << 30,
            "bytes",
            "Part of each memory that is zeroed instead of returned to the system: saves page faults, costs a memset.",
            o => o.MemoryKeepResidentBytes,
            (o, v) => o with { MemoryKeepResidentBytes = v }
        ),
        OptionDescriptor.Integer(
            "TableKeepResidentBytes",
            0,
            1 << 30,
            "bytes",
            "Part of each table that is zeroed instead of returned to the system.",
            o => o.TableKeepResidentBytes,
            (o, v) => o with { TableKeepResidentBytes = v }
        ),
        OptionDescriptor.Integer(
            "MaxUnusedWarmSlots",
            0,
            100_000,
            "slots",
            "Freed slots that stay bound to the module that used them last.",
            o => o.MaxUnusedWarmSlots,
            (o, v) => o with { MaxUnusedWarmSlots = v }
        ),
        OptionDescriptor.Integer(
            "DecommitBatchSize",
            1,
            10_000,
            "slots",
            "Freed slots whose memory is returned to the system together.",
            o => o.DecommitBatchSize,
            (o, v) => o with { DecommitBatchSize = v }
        ),
        OptionDescriptor.Boolean(
            "PregrowMemory",
            "Lets a guest whose calls grow its memory start with the pages that they need. An access past the size that the guest "
                + "knows may then read zeros instead of trapping.",
            o => o.PregrowMemory,
            (o, v) => o with { PregrowMemory = v }
        ),
        OptionDescriptor.Boolean(
            "LinkModules",
            "Merges the core modules of a component where possible: guests made of shared libraries start faster.",
            o => o.LinkModules,
            (o, v) => o with { LinkModules = v }
        ),
        OptionDescriptor.Boolean(
            "DirectMemory",
            "Writes messages into a guest's memory, and reads its answers there, instead of passing them as values of its component, "
                + "while the guest calls nothing that it imports.",
            o => o.DirectMemory,
            (o, v) => o with { DirectMemory = v }
        ),
        OptionDescriptor.Boolean(
            "UndoWrites",
            "Undoes what a call wrote in its memory by copying that back, instead of resetting the memory from its beginning: in one of "
                + "1 MiB and more, and in a smaller one whose writes are marked.",
            o => o.UndoWrites,
            (o, v) => o with { UndoWrites = v }
        ),
        OptionDescriptor.Boolean(
            "MarkWrites",
            "Lets a guest's code mark what it writes in a memory of up to 16 MiB, instead of asking the operating system after each call, "
                + "or resetting all of a small one.",
            o => o.MarkWrites,
            (o, v) => o with { MarkWrites = v }
        ),
        OptionDescriptor.Integer(
            "MaxTableElements",
            1,
            10_000_000,
            "elements",
            "Maximum size of one table of a guest.",
            o => o.MaxTableElements,
            (o, v) => o with { MaxTableElements = v }
        ),
        OptionDescriptor.Choice<EngineSharing>(
            "EngineSharing",
            "Shared: one engine for all calls. PerWorker: one for each of ThreadPoolSize workers, each with its own pool; inline "
                + "callers use the engine of their processor.",
            o => o.EngineSharing,
            (o, v) => o with { EngineSharing = v }
        ),
        OptionDescriptor.Boolean(
            "ConcurrencySupport",
            "Lets component calls run concurrent tasks; costs time on each call.",
            o => o.ConcurrencySupport,
            (o, v) => o with { ConcurrencySupport = v }
        ),
        OptionDescriptor.Choice<OptimizationLevel>(
            "OptimizationLevel",
            "Optimization level of the compiler.",
            o => o.OptimizationLevel,
            (o, v) => o with { OptimizationLevel = v }
        ),
        OptionDescriptor.Choice<CallPath>(
            "CallPath",
            "Bridge passes texts and bodies in one piece; Dynamic passes the body as a list of values, one per byte.",
            o => o.CallPath,
            (o, v) => o with { CallPath = v }
        ),
        OptionDescriptor.Choice<Dispatch>(
            "Dispatch",
            "Inline runs a call on its caller's thread while a place is free; Workers always hands it to a worker thread.",
            o => o.Dispatch,
            (o, v) => o with { Dispatch = v }
        ),
        OptionDescriptor.Integer(
            "InlineConcurrency",
            1,
            128,
            "calls",
            "Calls that may run on their callers' threads at once; further calls go to the workers.",
            o => o.InlineConcurrency,
            (o, v) => o with { InlineConcurrency = v }
        ),
        OptionDescriptor.Integer(
            "InstanceUses",
            1,
            1_000_000,
            "calls",
            "Calls that one instance serves. Above 1, a guest can keep state between calls. An instance is not reused after a failure.",
            o => o.InstanceUses,
            (o, v) => o with { InstanceUses = v }
        ),
        OptionDescriptor.Integer(
            "KeptInstances",
            0,
            64,
            "instances",
            "Instances that each worker, and each place for inline calls, keeps and resets for later calls. 0 makes a fresh instance for "
                + "each call.",
            o => o.KeptInstances,
            (o, v) => o with { KeptInstances = v }
        ),
        OptionDescriptor.Choice<CompileGuard>(
            "CompileGuard",
            "ChildProcess compiles in a child process with limits of time and memory; None compiles in this process, for trusted "
                + "components.",
            o => o.CompileGuard,
            (o, v) => o with { CompileGuard = v }
        ),
        OptionDescriptor.Integer(
            "MaxCompileTimeMs",
            100,
            600_000,
            "ms",
            "Processor time that one guarded compile may take, all its threads together. By the clock it may take ten times as long.",
            o => o.MaxCompileTimeMs,
            (o, v) => o with { MaxCompileTimeMs = v }
        ),
        OptionDescriptor.Integer(
            "MaxCompileMemoryMb",
            16,
            65_536,
            "MiB",
            "Memory that one guarded compile may take, beyond what its process starts with.",
            o => o.MaxCompileMemoryMb,
            (o, v) => o with { MaxCompileMemoryMb = v }
        ),
        OptionDescriptor.Integer(
            "MaxModuleBytes",
            1 << 10,
            1 << 30,
            "bytes",
            "Largest component that can be registered; it is read into memory before it is checked.",
            o => o.MaxModuleBytes,
            (o, v) => o with { MaxModuleBytes = v }
        ),
        OptionDescriptor.Text(
            "CompiledFolder",
            "an absolute folder, or empty for none",
            "Folder that keeps compiled components between runs; only this user can open it.",
            o => o.CompiledFolder,
            (o, v) => o with { CompiledFolder = v },
            value => value.Length == 0 || Path.IsPathFullyQualified(value)
        ),
        OptionDescriptor.Boolean(
            "PhaseTimings",
            "Times each phase of each call, from the queue to the closing of the store. Costs a few percent of a short call.",
            o => o.PhaseTimings,
            (o, v) => o with { PhaseTimings = v }
        ),
    ];

    /// <summary>Returns the option with a name, ignoring case and underscores; null for an unknown name.</summary>
    public static OptionDescriptor? Find(string name) => All.FirstOrDefault(option => option.IsNamed(name));

    /// <summary>Returns all values by name, for results and logs.</summary>
    public static IReadOnlyDictionary<string, string> Describe(WasmRuntimeOptions options) =>
        All.ToDictionary(option => option.Name, option => option.Read(options));
}
