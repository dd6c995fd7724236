namespace Smg.Wasm.Options;

/// <summary>
/// Options of the runtime. <see cref="OptionsCatalogue"/> has their bounds and reasons; a runtime validates all of them when it starts.
/// </summary>
public sealed record WasmRuntimeOptions
{
    /// <summary>The default of <see cref="MaxStreams"/>: half of the default pool.</summary>
    internal const int DefaultMaxStreams = 64;

    /// <summary>Maximum size of one linear memory, in pages of 64 KiB: 1 to 65,536. Defaults to 1024 (64 MiB), smg's default.</summary>
    public int MaxMemoryPages { get; init; } = 1024;

    /// <summary>
    /// Time that one call may run, in milliseconds, instantiation included and queue time excluded: 1 to 300,000. Defaults to 1000, smg's
    /// default.
    /// </summary>
    public int MaxExecutionTimeMs { get; init; } = 1000;

    /// <summary>Maximum stack of a guest, in bytes: 64 KiB to 16 MiB. Defaults to 1 MiB, smg's default.</summary>
    public int MaxStackSize { get; init; } = 1 << 20;

    /// <summary>
    /// Number of worker threads: 1 to 128, and at most one per processor unless <see cref="OversubscribeWorkers"/> is set. Defaults to the
    /// number of processors, at most 4, as smg does.
    /// </summary>
    public int ThreadPoolSize { get; init; } = Math.Min(Environment.ProcessorCount, 4);

    /// <summary>
    /// Compiled components kept in memory for modules that are called without being registered: 1 to 1000. The code of registered modules
    /// always stays. Defaults to 10, smg's default.
    /// </summary>
    public int ModuleCacheSize { get; init; } = 10;

    /// <summary>
    /// Maximum size of a request's or response's body, of a storage operation's payload and of its result, in bytes: 1 to 100 MiB. Defaults
    /// to 10 MiB, smg's default.
    /// </summary>
    public int MaxBodySize { get; init; } = 10 << 20;

    /// <summary>
    /// Maximum size of the headers of one action, or of the columns of one storage hook's answer, in bytes: names, values and 32 bytes for
    /// each. 1 KiB to 16 MiB. Defaults to 256 KiB.
    /// </summary>
    public int MaxHeaderBytes { get; init; } = 256 << 10;

    /// <summary>Whether more workers than processors are allowed. Defaults to false.</summary>
    public bool OversubscribeWorkers { get; init; }

    /// <summary>Interval of the epoch's ticks, in milliseconds: how late a timeout can be. 1 to 1000. Defaults to 10.</summary>
    public int EpochIntervalMs { get; init; } = 10;

    /// <summary>
    /// Calls that may wait for a worker: 1 to 1,000,000. At the limit, the module with the most waiting calls loses its oldest one.
    /// Defaults to 1024.
    /// </summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>Time that a call may wait for a worker, in milliseconds: 1 to 300,000. Defaults to 5000.</summary>
    public int MaxQueueTimeMs { get; init; } = 5000;

    /// <summary>
    /// Whether instances are created in places that are used again: in the engine's pool of reserved slots or, where
    /// <see cref="UndoWrites"/> undoes what a call wrote, with memories of the host's. Defaults to true: calls of a small guest are at least
    /// six times as fast as with memory that is mapped for each instance.
    /// </summary>
    public bool Pooling { get; init; } = true;

    /// <summary>
    /// Component instances that the pool of each engine can hold at once: 1 to 4096, and at least one for each call that can run at once.
    /// Defaults to 128.
    /// </summary>
    public int PoolSize { get; init; } = 128;

    /// <summary>
    /// Module instances that streams of events may hold at once, each for its stream's life: 0 to 4096. Defaults to 64, half of the default
    /// pool. With a pool it is clamped to <see cref="PoolSize"/> less the calls that can run at once, so that streams cannot take the
    /// calls' instances; a value above the default must fit.
    /// </summary>
    public int MaxStreams { get; init; } = DefaultMaxStreams;

    /// <summary>
    /// Bytes of each memory that are zeroed instead of returned to the operating system when an instance ends: 0 to 1 GiB. Defaults to 2
    /// MiB, with which the gateway serves 2.5 times as many requests of a JavaScript guest as with 128 KiB.
    /// </summary>
    public int MemoryKeepResidentBytes { get; init; } = 2 << 20;

    /// <summary>
    /// Bytes of each table that are zeroed instead of returned to the operating system when an instance ends: 0 to 1 GiB. Defaults to 16
    /// KiB.
    /// </summary>
    public int TableKeepResidentBytes { get; init; } = 16 << 10;

    /// <summary>
    /// Freed memory slots that stay bound to the module that used them last, so that its next call maps nothing: 0 to 100,000. Defaults to
    /// 1024, all slots of the default pool: three hundred modules that are called in turn keep their three slots each. Beyond that, a call
    /// costs about eight times as much.
    /// </summary>
    public int MaxUnusedWarmSlots { get; init; } = 1024;

    /// <summary>Freed slots whose memory is returned to the operating system together: 1 to 10,000. Defaults to 1.</summary>
    public int DecommitBatchSize { get; init; } = 1;

    /// <summary>
    /// Whether a guest whose calls grow its memory starts with the pages that messages of that size need. Defaults to true: growing within
    /// a call changes the process's address space, which costs tens to hundreds of microseconds a call, and more with more processors.
    /// </summary>
    public bool PregrowMemory { get; init; } = true;

    /// <summary>
    /// Whether the core modules of a component are merged when it is compiled. Defaults to true: scripted guests consist of shared
    /// libraries, whose function tables are filled for each instance, which takes half of a JavaScript guest's call.
    /// </summary>
    public bool LinkModules { get; init; } = true;

    /// <summary>
    /// Whether the host calls a guest's core module without the component around it, and writes messages into its memory itself. Defaults
    /// to true: a body is copied once instead of three times, no text is checked, and one core instance is made. For messages to guests
    /// whose texts are UTF-8, with <see cref="CallPath"/> Bridge. A call that comes to an import begins again as one of the component, with
    /// its whole time limit, and so do the next 1,000; what the guest sees is the same.
    /// </summary>
    public bool DirectMemory { get; init; } = true;

    /// <summary>
    /// Whether the host makes the memories of guests, and undoes what a call wrote by copying that back: of guests that start with 1 to
    /// 64 MiB, and of smaller ones whose code marks what it writes (<see cref="MarkWrites"/>). Defaults to true: the pool zeroes or copies
    /// <see cref="MemoryKeepResidentBytes"/> from the memory's start after each call, and returns the rest to the system, whose pages the
    /// next call faults in again. Needs <see cref="Pooling"/>, and Linux with a readable
    /// <c>/proc/self/pagemap</c>; elsewhere the pool resets all memories.
    /// </summary>
    public bool UndoWrites { get; init; } = true;

    /// <summary>
    /// Whether a guest's code marks what it writes, where <see cref="UndoWrites"/> undoes it: guests that start with at most 16 MiB and that
    /// are called in their memory (<see cref="DirectMemory"/>). Defaults to true: what is copied back are blocks of 256 bytes. Nobody asks the
    /// operating system which pages were written, which takes half of a short call, and of a small memory less is written than the pool
    /// zeroes. Each store becomes dearer: code that does nothing but store takes up to 1.8 times as long.
    /// </summary>
    public bool MarkWrites { get; init; } = true;

    /// <summary>Maximum size of one table, in elements: 1 to 10,000,000. Defaults to 20,000.</summary>
    public int MaxTableElements { get; init; } = 20_000;

    /// <summary>
    /// Which calls share an engine. Defaults to an engine for each worker: two callers of one engine on two processors got 0.65 to 0.97
    /// times as much done as two processes, callers of two engines 0.85 to 0.97 in the same minutes.
    /// </summary>
    public EngineSharing EngineSharing { get; init; } = EngineSharing.PerWorker;

    /// <summary>Whether component calls support concurrent tasks. Defaults to false: it costs time on each call.</summary>
    public bool ConcurrencySupport { get; init; }

    /// <summary>Optimization level of the compiler. Defaults to <see cref="Options.OptimizationLevel.Speed"/>.</summary>
    public OptimizationLevel OptimizationLevel { get; init; } = OptimizationLevel.Speed;

    /// <summary>
    /// How messages reach guests. Defaults to <see cref="Options.CallPath.Bridge"/>: Wasmtime's component API takes 32 bytes for each byte
    /// of a body.
    /// </summary>
    public CallPath CallPath { get; init; } = CallPath.Bridge;

    /// <summary>
    /// Threads on which calls run. Defaults to <see cref="Options.Dispatch.Inline"/>, which saves the hand-over to a worker.
    /// </summary>
    public Dispatch Dispatch { get; init; } = Dispatch.Inline;

    /// <summary>
    /// Calls that may run on their callers' threads at once: 1 to 128; further calls go to the workers. Defaults to the number of
    /// processors.
    /// </summary>
    public int InlineConcurrency { get; init; } = Math.Min(Environment.ProcessorCount, 128);

    /// <summary>
    /// Calls that one instance serves: 1 to 1,000,000. Defaults to 1, a fresh instance for each call; above 1, a guest can keep state
    /// between calls.
    /// </summary>
    public int InstanceUses { get; init; } = 1;

    /// <summary>
    /// Instances that each worker, and each place for inline calls, keeps for later calls: 0 to 64. Each is made as new when its call ends:
    /// its globals get the values that they begin with, and what was written in its memories is undone. Defaults to 0, a fresh instance for
    /// each call, which depends on no such reset. For guests that are called in their memory (<see cref="DirectMemory"/>) and change
    /// nothing but globals and memories; others get a fresh instance. Needs <see cref="UndoWrites"/> and what that needs.
    /// </summary>
    public int KeptInstances { get; init; }

    /// <summary>
    /// Process in which components are compiled. Defaults to <see cref="Options.CompileGuard.ChildProcess"/>, whose time and memory are
    /// limited.
    /// </summary>
    public CompileGuard CompileGuard { get; init; } = CompileGuard.ChildProcess;

    /// <summary>
    /// Processor time that one guarded compile may take, in milliseconds, all its threads together: 100 to 600,000. Other processes' load
    /// does not count; by the clock the compile may take ten times as long. Defaults to 60,000: a 12 MB StarlingMonkey guest takes 17 s and
    /// an 18 MB Python guest 12 s.
    /// </summary>
    public int MaxCompileTimeMs { get; init; } = 60_000;

    /// <summary>
    /// Memory that one guarded compile may take, in MiB, beyond what its process starts with: 16 to 65,536. Defaults to 512.
    /// </summary>
    public int MaxCompileMemoryMb { get; init; } = 512;

    /// <summary>
    /// Absolute path of a folder that keeps compiled components between runs, for this user alone; empty, the default, for none.
    /// </summary>
    public string CompiledFolder { get; init; } = "";

    /// <summary>Maximum size of a component that is registered, in bytes: 1 KiB to 1 GiB. Defaults to 64 MiB.</summary>
    public int MaxModuleBytes { get; init; } = 64 << 20;

    /// <summary>Whether the phases of each call are timed, at a few percent of a short call. Defaults to false.</summary>
    public bool PhaseTimings { get; init; }

    /// <summary>
    /// Number of workers that a runtime starts: <see cref="ThreadPoolSize"/>, clamped to the processors unless
    /// <see cref="OversubscribeWorkers"/> is set.
    /// </summary>
    public int EffectiveWorkers => OversubscribeWorkers ? ThreadPoolSize : Math.Clamp(ThreadPoolSize, 1, Environment.ProcessorCount);

    /// <summary>Instances that streams can hold at once: <see cref="MaxStreams"/>, clamped to the pool.</summary>
    public int EffectiveMaxStreams => Pooling ? Math.Clamp(PoolSize - MaxCalls, 0, Math.Max(0, MaxStreams)) : MaxStreams;

    /// <summary>The engines of the runtime.</summary>
    internal int EngineCount => EngineSharing == EngineSharing.PerWorker ? EffectiveWorkers : 1;

    /// <summary>Calls that can run at once, each in an instance.</summary>
    internal int MaxCalls => EffectiveWorkers + (Dispatch == Dispatch.Inline ? InlineConcurrency : 0);
}
