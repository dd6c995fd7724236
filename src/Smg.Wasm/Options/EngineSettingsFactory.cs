using Smg.Wasm.Interop;

namespace Smg.Wasm.Options;

/// <summary>Turns options into what an engine is made with.</summary>
internal static class EngineSettingsFactory
{
    /// <summary>
    /// Core instances that one component may have: a JavaScript guest has five, a Python guest with stubbed WASI 38, an adapter adds a few.
    /// </summary>
    public const int CoreInstancesPerComponent = 96;

    /// <summary>Memories that one component may have, those of an adapter included: compilers make one or two.</summary>
    public const int MemoriesPerComponent = 16;

    /// <summary>Tables that one component may have: compilers make one to four.</summary>
    public const int TablesPerComponent = 32;

    private const int PageBytes = 64 << 10;

    /// <summary>The engine's settings.</summary>
    public static EngineSettings Create(WasmRuntimeOptions options) =>
        new()
        {
            MaxWasmStackBytes = options.MaxStackSize,
            ConcurrencySupport = options.ConcurrencySupport,
            Optimization = EffortOf(options.OptimizationLevel),
#if SABOTAGE
            Pool =
                !options.Pooling || Smg.Sabotage.Fault.NoPool
                    ? null
                    : new PoolSettings
#else
            Pool = !options.Pooling
                ? null
                : new PoolSettings
#endif
                    {
                        ComponentInstances = options.PoolSize,
                        CoreInstancesPerComponent = CoreInstancesPerComponent,
                        MemoriesPerComponent = MemoriesPerComponent,
                        TablesPerComponent = TablesPerComponent,
                        TableElements = options.MaxTableElements,
                        MaxMemoryBytes = MemoryBytes(options),
#if SABOTAGE
                        MemoryKeepResidentBytes = Smg.Sabotage.Fault.NothingResident ? 0 : options.MemoryKeepResidentBytes,
#else
                    MemoryKeepResidentBytes = options.MemoryKeepResidentBytes,
#endif
                        TableKeepResidentBytes = options.TableKeepResidentBytes,
                        MaxUnusedWarmSlots = options.MaxUnusedWarmSlots,
                        DecommitBatchSize = options.DecommitBatchSize,
                    },
        };

    /// <summary>The settings of the engine for components whose memories the host makes; null where it does not.</summary>
    public static EngineSettings? CreateUndoing(WasmRuntimeOptions options) =>
        Create(options) is { Pool: { } pool } pooled && options.UndoWrites && EngineHandle.CanUndoWrites
            ? pooled with
            {
                Pool = null,
                MaxKeptBytes = pool.MemoryKeepResidentBytes,
            }
            : null;

    /// <summary>What one store may use.</summary>
    /// <param name="options">The runtime's options.</param>
    /// <param name="modulePages">Pages of memory that the module may have; the smaller of the two limits holds.</param>
    public static StoreLimits CreateLimits(WasmRuntimeOptions options, int? modulePages = null) =>
        new(
            Math.Min(MemoryBytes(options), (modulePages ?? long.MaxValue / PageBytes) * PageBytes),
            options.MaxTableElements,
            CoreInstancesPerComponent,
            TablesPerComponent,
            MemoriesPerComponent
        );

    private static CompilerEffort EffortOf(OptimizationLevel level) =>
        level switch
        {
            OptimizationLevel.None => CompilerEffort.None,
            OptimizationLevel.Speed => CompilerEffort.Speed,
            _ => CompilerEffort.SpeedAndSize,
        };

    private static long MemoryBytes(WasmRuntimeOptions options) => (long)options.MaxMemoryPages * PageBytes;
}
