using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Scenarios.Tuning;

/// <summary>
/// The options that a search may change: those that matter for speed and for nothing else. Limits, timeouts, the compile guard, concurrency
/// support and whatever else decides what guests may do are left as they are.
/// </summary>
public static class SearchSpace
{
    /// <summary>A timeout may come this part of the time limit late.</summary>
    private const int DeadlinePart = 20;

    /// <summary>What may be changed.</summary>
    /// <param name="options">The options that the search begins with. What differs in them from the runtime's defaults was asked for, and
    /// stays.</param>
    /// <param name="processors">Processors of the machine.</param>
    /// <param name="allowState">Whether an instance may serve several calls, with its state or after a reset.</param>
    public static IReadOnlyList<SearchDimension> Of(WasmRuntimeOptions options, int processors, bool allowState)
    {
        IReadOnlyDictionary<string, string> asked = CandidateOptions.DifferencesFromDefault(options).Values;
        SearchDimension[] all =
        [
            new("CallPath", ["Dynamic"], "The bridge passes a message in one piece; small messages of small guests may not need it."),
            new("Dispatch", ["Workers"], "Workers free callers of the guest's time, at the cost of a hand-over."),
            new(
                "InlineConcurrency",
                Numbers(1, processors / 2, 2 * processors, 4 * processors),
                "More calls at once than processors share caches; fewer leave processors idle."
            ),
            new("ThreadPoolSize", Numbers(1, processors / 2, processors), "Workers run the calls for which no inline place is free."),
            new("Pooling", ["false"], "A pool avoids mapping memory for each call, and reserves address space."),
            new("PoolSize", Numbers(16, 32, 512), "A small pool's slots stay in the processor's caches."),
            new(
                "MemoryKeepResidentBytes",
                Numbers(0, 64 << 10, 128 << 10, 512 << 10, 1 << 20, 4 << 20),
                "Zeroing a guest's pages costs less than page faults up to the guest's size, and more beyond it."
            ),
            new("TableKeepResidentBytes", Numbers(0, 128 << 10), "As for memories; guests with many functions have large tables."),
            new("MaxUnusedWarmSlots", Numbers(0, 16, 1000), "A slot that stays bound to its module needs no new mapping."),
            new("DecommitBatchSize", Numbers(8, 32), "Returning several slots together needs fewer system calls."),
            new(
                "EngineSharing",
                ["Shared"],
                "One engine has one pool, whose instances stay in the processor's caches where calls come from one caller."
            ),
            new("OptimizationLevel", ["SpeedAndSize"], "Smaller code may fit the instruction cache."),
            new(
                "EpochIntervalMs",
                Numbers(20, 50, 100),
                $"Fewer ticks interrupt less. A timeout may come a tick late: at most 1/{DeadlinePart} of the time limit."
            ),
            new(
                "InstanceUses",
                allowState ? Numbers(10, 1000) : [],
                "Calling an existing instance costs a fraction; guests then keep state between calls."
            ),
            new(
                "KeptInstances",
                allowState ? Numbers(4) : [],
                "Resetting an instance costs less than making one; nothing but the reset then keeps calls apart."
            ),
        ];
        return
        [
            .. all.Where(dimension => !asked.ContainsKey(dimension.Name))
                .Select(dimension =>
                    dimension with
                    {
                        Values = [.. dimension.Values.Where(value => IsNew(options, dimension.Name, value))],
                    }
                )
                .Where(dimension => dimension.Values.Count > 0),
        ];
    }

    /// <summary>Whether options with a candidate's values can be used.</summary>
    /// <param name="options">The options that the search begins with.</param>
    /// <param name="candidate">The candidate.</param>
    public static bool IsAllowed(WasmRuntimeOptions options, Candidate candidate) =>
        OptionsValidator.Validate(CandidateOptions.Apply(options, candidate)).Count == 0;

    private static bool IsNew(WasmRuntimeOptions options, string name, string value)
    {
        WasmRuntimeOptions changed = CandidateOptions.Apply(options, Candidate.Default.With(name, value));
        return changed != options
            && OptionsCatalogue.Find(name)!.IsInBounds(changed)
            && changed.EpochIntervalMs <= Math.Max(options.EpochIntervalMs, options.MaxExecutionTimeMs / DeadlinePart);
    }

    private static string[] Numbers(params int[] values) =>
        [.. values.Distinct().Select(value => value.ToString(CultureInfo.InvariantCulture))];
}
