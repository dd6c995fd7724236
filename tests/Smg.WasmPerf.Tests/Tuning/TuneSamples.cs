using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Tests.Tuning;

/// <summary>A tuning of plausible size.</summary>
internal static class TuneSamples
{
    public static TuneSetup Setup { get; } =
        new()
        {
            Goal = "throughput",
            Guest = "body-rewrite",
            ModuleSha256 = "00ff",
            AttachPoint = "OnRequest",
            Bodies = "2048:1",
            Seed = 1,
            Seconds = 300,
            Environment = SampleResults.Environment,
        };

    public static TuneResult Result { get; } =
        new()
        {
            Goal = "throughput",
            Guest = "body-rewrite",
            Bodies = "2048:70,16384:30",
            Seed = 1,
            Seconds = 300,
            Winner = ["MemoryKeepResidentBytes=262144", "PoolSize=32"],
            Recommended = ["MemoryKeepResidentBytes=262144", "PoolSize=32"],
            Reason = "the winner is better than the default by the whole interval",
            Candidates =
            [
                Of("Control", 1.01, 0.02),
                Of("Sweep", 0.12, 0.01, "CallPath=Dynamic"),
                Of("Sweep", 1.21, 0.03, "MemoryKeepResidentBytes=262144"),
                Of("Sweep", 1.05, 0.03, "PoolSize=32"),
                Of("Sweep", double.NaN, 0, "EngineSharing=PerWorker") with
                {
                    Rounds = 0,
                    Failure = "no address space",
                },
                Of("Halving", 1.27, 0.02, "MemoryKeepResidentBytes=262144", "PoolSize=32"),
                Of("Halving", 1.2, 0.02, "MemoryKeepResidentBytes=262144", "Pooling=false"),
                Of("Refine", 1.28, 0.02, "MemoryKeepResidentBytes=262144", "PoolSize=32"),
            ],
        };

    public static FindMaxResult FindMax { get; } =
        new()
        {
            Guest = "auth",
            MaxP99Ms = 5,
            MaxFailedPercent = 1,
            StepSeconds = 4,
            Verdict = "Found",
            MaximumRate = 5600,
            NextBelow = 4000,
            NextAbove = 5900,
            Levels =
            [
                new(2000, "ramp", "Passed", 130, 0),
                new(4000, "ramp", "Passed", 220, 0),
                new(8000, "ramp", "Missed", 90_000, 0),
                new(8000, "again", "Missed", 80_000, 1.5),
                new(5600, "bisect", "Passed", 900, 0),
                new(5900, "bisect", "GeneratorLimited", 7_000, 0),
                new(5600, "confirm", "Passed", 950, 0),
            ],
        };

    private static TuneCandidateResult Of(string stage, double gain, double half, params string[] options) =>
        new()
        {
            Stage = stage,
            Options = options,
            Gain = gain,
            Low = gain - half,
            High = gain + half,
            Rounds = 20,
            CostUs = 10 / gain,
            DefaultCostUs = 10,
        };
}
