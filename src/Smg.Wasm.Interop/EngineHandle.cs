namespace Smg.Wasm.Interop;

/// <summary>An engine: compiled code, the allocator's pool and the epoch. Safe to share between threads.</summary>
public sealed class EngineHandle : NativeHandle
{
    /// <summary>How much larger than wasm's own stack a fiber's or a thread's stack must be, in bytes.</summary>
    public const int StackHeadroomBytes = 2 << 20;

    private EngineHandle(nint value, long? maxKeptBytes)
        : base(value) => SmallMemories = maxKeptBytes is { } kept ? new MemorySlots(kept) : null;

    /// <summary>Whether this operating system lets the host undo what an instance wrote in its memory.</summary>
    public static bool CanUndoWrites => WrittenPages.OfProcess.AreKnown;

    /// <summary>Whether the operating system was found to be wrong about that: no instance of this process relies on it any more.</summary>
    public static bool IsUndoingDistrusted => WrittenPages.OfProcess.Disagreements > 0;

    /// <summary>Makes an engine.</summary>
    /// <exception cref="InvalidOperationException">The pool's address space cannot be reserved.</exception>
    public static EngineHandle Create(EngineSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        NativeLibraryVersion.EnsureSupported();
        int fiberStack = settings.MaxWasmStackBytes + StackHeadroomBytes;
        if (settings.Pool is { } wanted && !AddressSpace.CanReserve(wanted.ReservedBytes(fiberStack)))
        {
            throw new InvalidOperationException(
                $"The pool needs {wanted.ReservedBytes(fiberStack) >> 30} GiB of address space, which the operating system "
                    + "refuses: lower PoolSize or raise the limit (ulimit -v)."
            );
        }

        nint config = NativeMethods.wasm_config_new();
        NativeMethods.wasmtime_config_wasm_component_model_set(config, true);
        NativeMethods.wasmtime_config_wasm_component_model_async_set(config, false);
        NativeMethods.wasmtime_config_concurrency_support_set(config, settings.ConcurrencySupport);
        RefuseUnneededProposals(config);

        // For the adapter's memory alone, which is cleared after each call: guests that use it are refused before they are compiled.
        NativeMethods.wasmtime_config_wasm_custom_page_sizes_set(config, true);
        NativeMethods.wasmtime_config_epoch_interruption_set(config, true);
        NativeMethods.wasmtime_config_async_stack_size_set(config, (ulong)fiberStack);
        NativeMethods.wasmtime_config_max_wasm_stack_set(config, (nuint)settings.MaxWasmStackBytes);
        NativeMethods.wasmtime_config_cranelift_opt_level_set(config, (byte)settings.Optimization);
        NativeMethods.wasmtime_config_parallel_compilation_set(config, settings.ParallelCompilation);
        if (settings.Pool is { } pool)
        {
            SetPool(config, pool);
        }
        else if (settings.MaxKeptBytes is not null)
        {
            HostMemory.AddTo(config);
        }

        return new EngineHandle(NativeMethods.wasm_engine_new_with_config(config), settings.Pool is null ? settings.MaxKeptBytes : null);
    }

    /// <summary>Moves the epoch on by one: guests past their epoch deadline reach their callback.</summary>
    public void IncrementEpoch() => NativeMethods.wasmtime_engine_increment_epoch(this);

    /// <summary>The places of small memories, which all components share; null where the engine's allocator makes them.</summary>
    internal MemorySlots? SmallMemories { get; }

    /// <summary>Places for the memories of one component, or of one core module; null where the engine's allocator makes them.</summary>
    internal MemorySlots? MakeMemorySlots() => SmallMemories is null ? null : new MemorySlots(SmallMemories.MaxKeptBytes, SmallMemories);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        SmallMemories?.Dispose();
        NativeMethods.wasm_engine_delete(handle);
        return true;
    }

    /// <summary>
    /// Switches off what no guest needs: memory that several threads share, which no limit of a store counts, and continuations.
    /// </summary>
    private static void RefuseUnneededProposals(nint config)
    {
        NativeMethods.wasmtime_config_wasm_threads_set(config, false);
        NativeMethods.wasmtime_config_shared_memory_set(config, false);
        NativeMethods.wasmtime_config_wasm_stack_switching_set(config, false);
    }

    private static void SetPool(nint config, PoolSettings pool)
    {
        nint native = NativeMethods.wasmtime_pooling_allocation_config_new();
        uint instances = (uint)pool.ComponentInstances;
        NativeMethods.wasmtime_pooling_allocation_config_total_component_instances_set(native, instances);
        NativeMethods.wasmtime_pooling_allocation_config_total_core_instances_set(native, instances * (uint)pool.CoreInstancesPerComponent);
        NativeMethods.wasmtime_pooling_allocation_config_total_memories_set(native, (uint)pool.TotalMemories);
        NativeMethods.wasmtime_pooling_allocation_config_total_tables_set(native, instances * (uint)pool.TablesPerComponent);
        NativeMethods.wasmtime_pooling_allocation_config_total_stacks_set(native, instances);
        NativeMethods.wasmtime_pooling_allocation_config_total_gc_heaps_set(native, instances);
        NativeMethods.wasmtime_pooling_allocation_config_max_core_instances_per_component_set(native, (uint)pool.CoreInstancesPerComponent);
        NativeMethods.wasmtime_pooling_allocation_config_max_memories_per_component_set(native, (uint)pool.MemoriesPerComponent);
        NativeMethods.wasmtime_pooling_allocation_config_max_memories_per_module_set(native, (uint)pool.MemoriesPerComponent);
        NativeMethods.wasmtime_pooling_allocation_config_max_tables_per_component_set(native, (uint)pool.TablesPerComponent);
        NativeMethods.wasmtime_pooling_allocation_config_max_tables_per_module_set(native, (uint)pool.TablesPerComponent);
        NativeMethods.wasmtime_pooling_allocation_config_table_elements_set(native, (nuint)pool.TableElements);
        NativeMethods.wasmtime_pooling_allocation_config_max_memory_size_set(native, (nuint)pool.MaxMemoryBytes);
        NativeMethods.wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(native, (nuint)pool.MemoryKeepResidentBytes);
        NativeMethods.wasmtime_pooling_allocation_config_table_keep_resident_set(native, (nuint)pool.TableKeepResidentBytes);
        NativeMethods.wasmtime_pooling_allocation_config_max_unused_warm_slots_set(native, (uint)pool.MaxUnusedWarmSlots);
        NativeMethods.wasmtime_pooling_allocation_config_decommit_batch_size_set(native, (nuint)pool.DecommitBatchSize);
        NativeMethods.wasmtime_pooling_allocation_strategy_set(config, native);
        NativeMethods.wasmtime_pooling_allocation_config_delete(native);
    }
}
