using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tests.Results;

/// <summary>Phases of plausible size.</summary>
internal static class PhasesSamples
{
    /// <summary>A thousand calls that took 8 µs each, half of it in the guest.</summary>
    public static PhasesResult Phases { get; } =
        new()
        {
            Scenarios = ["steady-state"],
            Phases =
            [
                Phase("compile", 900, 1),
                Phase("load", 0, 0),
                Phase("instantiate", 3, 1000),
                Phase("encode", 1, 1000),
                Phase("call", 4, 1000),
            ],
            Pool = new PoolResult(128, 0.5, 2, 400),
        };

    /// <summary>A run with a row that has phases, and one that has none.</summary>
    public static RunResults Run { get; } =
        SampleResults.Empty with
        {
            Load =
            [
                SampleResults.Load("steady-state", "open", "rate=5000", 5_000, 105, 1.0) with
                {
                    Phases = Phases,
                },
                SampleResults.Load("steady-state", "open", "rate=9000", 9_000, 105, 1.0),
            ],
        };

    private static PhaseResult Phase(string name, double us, long count) =>
        PhaseHistograms.ToResult(name, us * count, count == 0 ? [] : [(us, count)]);
}
