using Smg.Wasm.Options;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Scenarios.Tuning;

/// <summary>Candidates as options of the runtime.</summary>
public static class CandidateOptions
{
    /// <summary>Options with a candidate's values in place of theirs.</summary>
    /// <param name="options">The options.</param>
    /// <param name="candidate">The candidate. Bounds are not checked here.</param>
    /// <exception cref="ArgumentException">The option is unknown, or does not take the value.</exception>
    public static WasmRuntimeOptions Apply(WasmRuntimeOptions options, Candidate candidate) =>
        candidate.Values.Aggregate(
            options,
            (current, pair) =>
                OptionsCatalogue.Find(pair.Key)?.TrySet(current, pair.Value)
                ?? throw new ArgumentException($"No option takes {pair.Key}={pair.Value}.", nameof(candidate))
        );

    /// <summary>What in some options differs from the runtime's defaults on this machine.</summary>
    /// <param name="options">The options.</param>
    public static Candidate DifferencesFromDefault(WasmRuntimeOptions options)
    {
        WasmRuntimeOptions defaults = new();
        return OptionsCatalogue
            .All.Where(option => option.Read(options) != option.Read(defaults))
            .Aggregate(Candidate.Default, (candidate, option) => candidate.With(option.Name, option.Read(options)));
    }
}
