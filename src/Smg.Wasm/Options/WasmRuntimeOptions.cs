namespace Smg.Wasm.Options;

/// <summary>
/// Every knob of the runtime. Bounds and reasons stand in <see cref="OptionsCatalogue"/>; a runtime checks them all when it starts.
/// </summary>
public sealed record WasmRuntimeOptions
{
    /// <summary>The default of <see cref="MaxStreams"/>: half of the default pool.</summary>
    internal const int DefaultMaxStreams = 64;

    /// <summary>Pages of 64 KiB that one linear memory may have.</summary>
    public int MaxMemoryPages { get; init; } = 1024;

    /// <summary>Milliseconds that one call may run, instantiation included, queue time not.</summary>
    public int MaxExecutionTimeMs { get; init; } = 1000;

    /// <summary>Bytes of stack that a guest may use.</summary>
    public int MaxStackSize { get; init; } = 1 << 20;

    /// <summary>Worker threads. Clamped to the processor count unless <see cref="OversubscribeWorkers"/>.</summary>
    public int ThreadPoolSize { get; init; } = Math.Min(Environment.ProcessorCount, 4);

    /// <summary>
    /// Compiled components that are kept in memory for modules which are called without being registered. The code of registered modules
    /// stays whatever their number. Defaults to 10, smg's default.
    /// </summary>
    public int ModuleCacheSize { get; init; } = 10;

    /// <summary>Bytes that a request's or response's body, a storage operation's payload or its result may have.</summary>
    public int MaxBodySize { get; init; } = 10 << 20;

    /// <summary>
    /// Bytes that the headers of one action, or the columns of one storage hook's answer, may have: names and values, and 32 more for each.
    /// </summary>
    public int MaxHeaderBytes { get; init; } = 256 << 10;

    /// <summary>Whether more workers than processors are allowed.</summary>
    public bool OversubscribeWorkers { get; init; }

    /// <summary>Milliseconds between two ticks of the epoch: how late a timeout can be.</summary>
    public int EpochIntervalMs { get; init; } = 10;

    /// <summary>Calls that may wait for a worker.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>Milliseconds that a call may wait for a worker.</summary>
    public int MaxQueueTimeMs { get; init; } = 5000;

    /// <summary>Whether instances are made in a pool of reserved slots.</summary>
    public bool Pooling { get; init; } = true;

    /// <summary>Component instances that the pool of each engine can hold at once. Defaults to 128.</summary>
    public int PoolSize { get; init; } = 128;

    /// <summary>
    /// Module instances that streams of events may hold at once, each for its stream's life. Defaults to 64, half of the default pool. With
    /// a pool it is clamped to
    /// <see cref="PoolSize"/> less the calls that can run at once, so that streams cannot take the calls' instances; a higher value than
    /// the default must fit.
    /// </summary>
    public int MaxStreams { get; init; } = DefaultMaxStreams;

    /// <summary>Bytes of each memory that are zeroed instead of given back to the operating system when an instance ends.</summary>
    public int MemoryKeepResidentBytes { get; init; } = 2 << 20;

    /// <summary>Bytes of each table that are zeroed instead of given back to the operating system when an instance ends.</summary>
    public int TableKeepResidentBytes { get; init; } = 16 << 10;

    /// <summary>
    /// Freed memory slots that stay bound to the module that used them last, so that its next call maps nothing. Defaults to 1024, all
    /// slots of the default pool: three hundred modules that are called in turn keep theirs, of which each has three with its adapter's.
    /// Where they do not fit, such a call costs eight times one module's.
    /// </summary>
    public int MaxUnusedWarmSlots { get; init; } = 1024;

    /// <summary>Freed slots whose memory is given back together.</summary>
    public int DecommitBatchSize { get; init; } = 1;

    /// <summary>
    /// Whether a guest whose calls grow its memory begins with the pages that they grow to, learned by the size of the messages. Defaults
    /// to true: growing within a call changes the process's address space, which costs tens to hundreds of microseconds a call, and more
    /// with more processors.
    /// </summary>
    public bool PregrowMemory { get; init; } = true;

    /// <summary>
    /// Whether the core modules of a component become one where it is compiled. Defaults to true: scripted guests are made of shared
    /// libraries, whose tables of functions are filled for each instance, half of the time of a JavaScript guest's call.
    /// </summary>
    public bool LinkModules { get; init; } = true;

    /// <summary>
    /// Whether the host makes the memories of guests that begin with 1 MiB and more, and undoes what a call wrote by copying those pages
    /// back. Defaults to true: the pool zeroes or copies <see cref="MemoryKeepResidentBytes"/> from the memory's beginning after each
    /// call, and gives the rest back, whose pages the next call faults in again. Needs Linux's <c>/proc/self/pagemap</c>, and
    /// <see cref="Pooling"/>.
    /// </summary>
    public bool UndoWrites { get; init; } = true;

    /// <summary>Elements that one table may have.</summary>
    public int MaxTableElements { get; init; } = 20_000;

    /// <summary>
    /// Who has its own engine. Defaults to one for each worker: two callers of one engine on two processors got 0.65 to 0.97 times as much
    /// done as two processes, of two engines 0.85 to 0.97 in the same minutes.
    /// </summary>
    public EngineSharing EngineSharing { get; init; } = EngineSharing.PerWorker;

    /// <summary>Whether component calls support concurrent tasks.</summary>
    public bool ConcurrencySupport { get; init; }

    /// <summary>How hard the compiler works.</summary>
    public OptimizationLevel OptimizationLevel { get; init; } = OptimizationLevel.Speed;

    /// <summary>How messages reach guests.</summary>
    public CallPath CallPath { get; init; } = CallPath.Bridge;

    /// <summary>Where calls run.</summary>
    public Dispatch Dispatch { get; init; } = Dispatch.Inline;

    /// <summary>Calls that may run on their callers' threads at once; more go to the workers.</summary>
    public int InlineConcurrency { get; init; } = Math.Min(Environment.ProcessorCount, 128);

    /// <summary>
    /// How often one instance is called. 1 makes a fresh instance for each call; more lets a guest keep state between calls.
    /// </summary>
    public int InstanceUses { get; init; } = 1;

    /// <summary>Where components are compiled.</summary>
    public CompileGuard CompileGuard { get; init; } = CompileGuard.ChildProcess;

    /// <summary>
    /// Milliseconds of processor time that one guarded compile may take, of all its threads together; what else the machine does is not
    /// counted. By the clock it may take ten times as long. Defaults to 60,000: a 12 MB StarlingMonkey guest takes 17 s and an 18 MB Python
    /// guest 12 s.
    /// </summary>
    public int MaxCompileTimeMs { get; init; } = 60_000;

    /// <summary>MiB of memory that one guarded compile may take.</summary>
    public int MaxCompileMemoryMb { get; init; } = 512;

    /// <summary>The folder for compiled files; empty for none.</summary>
    public string CompiledFolder { get; init; } = "";

    /// <summary>Bytes that a component may have to be registered.</summary>
    public int MaxModuleBytes { get; init; } = 64 << 20;

    /// <summary>Whether the phases of each call are timed.</summary>
    public bool PhaseTimings { get; init; }

    /// <summary>The workers that will really be started.</summary>
    public int EffectiveWorkers => OversubscribeWorkers ? ThreadPoolSize : Math.Clamp(ThreadPoolSize, 1, Environment.ProcessorCount);

    /// <summary>The instances that streams can really hold.</summary>
    public int EffectiveMaxStreams => Pooling ? Math.Clamp(PoolSize - MaxCalls, 0, Math.Max(0, MaxStreams)) : MaxStreams;

    /// <summary>The engines of the runtime.</summary>
    internal int EngineCount => EngineSharing == EngineSharing.PerWorker ? EffectiveWorkers : 1;

    /// <summary>Calls that can run at once, each in an instance.</summary>
    internal int MaxCalls => EffectiveWorkers + (Dispatch == Dispatch.Inline ? InlineConcurrency : 0);
}
