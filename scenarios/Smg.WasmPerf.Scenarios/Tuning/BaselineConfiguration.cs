using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Scenarios.Tuning;

/// <summary>The original's configuration: an engine for each worker, a pool of 20, nothing kept resident, concurrency support.</summary>
public static class BaselineConfiguration
{
    /// <summary>
    /// Calls that one caller of the original has under way: they keep its workers busy, so that what is compared is not the price of
    /// waiting for a thread to wake up.
    /// </summary>
    public const int Pipeline = 16;

    private const int PoolSize = 20;

    /// <summary>What it sets.</summary>
    /// <param name="workers">How many workers; the original has as many as processors, at most four.</param>
    public static Candidate Of(int workers) =>
        Candidate.Of([
            "Dispatch=Workers",
            "EngineSharing=PerWorker",
            string.Create(CultureInfo.InvariantCulture, $"ThreadPoolSize={workers}"),
            string.Create(CultureInfo.InvariantCulture, $"PoolSize={PoolSize}"),
            "MemoryKeepResidentBytes=0",
            "TableKeepResidentBytes=0",
            "ConcurrencySupport=true",
        ]);

    /// <summary>Options with the original's configuration in place of theirs.</summary>
    /// <param name="options">The options; what the original does not set stays.</param>
    /// <param name="workers">How many workers.</param>
    public static WasmRuntimeOptions Apply(WasmRuntimeOptions options, int workers) => CandidateOptions.Apply(options, Of(workers));
}
