using Smg.Load.Histograms;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tests.Results;

/// <summary>A run with something in every part of the results, of plausible size.</summary>
internal static class SampleResults
{
    public static EnvironmentInfo Environment { get; } =
        new()
        {
            Host = "lab-1",
            Cpu = "AMD EPYC 7763 64-Core Processor",
            Cores = 4,
            Os = "Ubuntu 24.04.1 LTS",
            DotNet = "10.0.0",
            Wasmtime = "50.0.1",
            Commit = "8a3d9010f5c4f0b6a9d3f4c1f2e3d4c5b6a79880",
            Dirty = false,
            StartedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Command = "dotnet run --project src/Smg.WasmPerf.Cli -c Release -- gates --seed 1",
            Options = new Dictionary<string, string> { ["pooling"] = "on", ["cacheCapacity"] = "64" },
        };

    public static RunResults Empty { get; } = new() { Environment = Environment };

    public static ComparisonResult Comparison { get; } =
        new()
        {
            Name = "auth, OnRequest",
            AOptions = ["Pooling=true"],
            BOptions = ["Pooling=false", "InstanceUses=1"],
            Ratio = 3.2,
            Low = 3.1,
            High = 3.4,
            ControlRatio = 1.002,
            ControlLow = 0.99,
            ControlHigh = 1.01,
            NoiseFloorPercent = 1.01,
            MinEffectPercent = 3,
            Verdict = ComparisonVerdict.Slower,
            Rounds = 12,
            Pairs = 96,
            Seconds = 8.5,
            AMedianUs = 9.1,
            BMedianUs = 29.2,
        };

    public static RunResults Full { get; } =
        new()
        {
            Environment = Environment,
            Gates =
            [
                Gate("pooling_speedup", 11.7, 11.2, 12.1, 3, GateDirection.AtLeast, GateVerdict.Passed),
                Gate("component_cache_speedup", 11_740, 11_020, 12_510, 100, GateDirection.AtLeast, GateVerdict.Passed),
                Gate("digest_key_speedup", 4.6, 4.4, 4.8, 5, GateDirection.AtLeast, GateVerdict.Failed) with
                {
                    Control = new GateControl("two processes, over one", 1.98, 1.9, 2),
                },
                Gate("host_call_overhead", 1.08, 0.97, 1.21, 1.1, GateDirection.AtMost, GateVerdict.Undecided) with
                {
                    FirstAttempt = new GateAttempt(GateVerdict.Failed, 1.15, 1.12, 1.19),
                },
                Gate("steady_state_allocation", 96, 96, 104, 256, GateDirection.AtMost, GateVerdict.Passed) with
                {
                    Unit = "B",
                    AMedianUs = null,
                    BMedianUs = null,
                },
            ],
            Benchmarks =
            [
                Pooling("StoreOnly", true, 1_430),
                Pooling("StoreOnly", false, 1_610),
                Pooling("Instantiate", true, 6_900),
                Pooling("Instantiate", false, 84_500),
                Pooling("WholeCall", true, 9_800),
                Pooling("WholeCall", false, 93_100),
                Benchmark("ComponentCaching", "ColdCompile", 48_700_000, 5_400),
                Benchmark("ComponentCaching", "LruHit", 85, 0),
                Benchmark("ComponentCaching", "DigestKeyLookup", 118, 0),
                Benchmark("ComponentCaching", "WholeBytesKeyLookup", 71_400, 0),
                Benchmark("ComponentCaching", "ConcurrentFirstCalls", 52_300_000, 9_200),
            ],
            Load =
            [
                .. WorkerSweep("shared", [(1, 9_800), (2, 19_100), (4, 35_400), (8, 36_200)]),
                .. WorkerSweep("per-worker", [(1, 9_700), (2, 18_200), (4, 31_000), (8, 29_800)]),
                Load("steady-state", "open", "rate=5000", 5_000, 105, 1.0),
                Load("steady-state", "open", "rate=20000", 18_700, 160, 2.4) with
                {
                    GeneratorLimited = true,
                },
                Load("cold-start", "closed", "callers=4", 240, 15_400, 0.8) with
                {
                    FailCount = 3,
                    FailuresByCause = new Dictionary<string, long> { ["Timeout"] = 2, ["Trap"] = 1 },
                },
            ],
            Comparisons = [Comparison],
        };

    public static GateResult Gate(
        string name,
        double value,
        double low,
        double high,
        double threshold,
        GateDirection direction,
        GateVerdict verdict
    ) =>
        new()
        {
            Name = name,
            Value = value,
            Low = low,
            High = high,
            Threshold = threshold,
            Unit = "x",
            Direction = direction,
            Verdict = verdict,
            Description = $"What {name} compares.",
            Samples = 60,
            AMedianUs = 93.1,
            BMedianUs = 9.8,
            FollowUpCommand = $"perf gates --only {name}",
        };

    public static BenchmarkResult Benchmark(
        string suite,
        string method,
        double meanNs,
        double? allocated,
        params (string Name, string Value)[] parameters
    ) =>
        new()
        {
            Suite = suite,
            Method = method,
            Parameters = parameters.ToDictionary(p => p.Name, p => p.Value),
            Categories = ["Smoke"],
            MeanNs = meanNs,
            MedianNs = meanNs * 0.99,
            ErrorNs = meanNs * 0.03,
            StdDevNs = meanNs * 0.02,
            AllocatedBytes = allocated,
        };

    public static LoadResult Load(string scenario, string model, string configuration, double rate, double p50Us, double tail)
    {
        double[] percentiles = [0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 99.995, 99.999, 100];
        double At(double percentile) =>
            p50Us * (0.7 + (0.3 * tail * Math.Pow(-Math.Log10(1 - Math.Min(percentile, 99.9995) / 100) / 0.301, 1.6)));

        LatencySummary summary = new(At(0), p50Us * 1.1, At(50), At(75), At(90), At(95), At(99), At(99.9), At(100), p50Us * 0.4);
        return new()
        {
            Scenario = scenario,
            Model = model,
            Configuration = configuration,
            WarmUpSeconds = 2,
            MeasuredSeconds = 10,
            OkCount = (long)(rate * 10),
            FailCount = 0,
            RatePerSecond = rate,
            TargetRatePerSecond = model == "open" ? rate : null,
            ServiceTime = summary with { MaxUs = summary.MaxUs * 0.9 },
            ResponseTime = summary,
            Spectrum = [.. percentiles.Select(p => new PercentilePoint(p, At(p)))],
            ServiceTimeHistogram = new EncodedHistogram(1, 3, (long)(rate * 10), "c2VydmljZQ=="),
            ResponseTimeHistogram = new EncodedHistogram(1, 3, (long)(rate * 10), "cmVzcG9uc2U="),
            FailuresByCause = new Dictionary<string, long>(),
            Parameters = new Dictionary<string, string> { ["guest"] = "echo", ["bodyBytes"] = "256" },
        };
    }

    private static BenchmarkResult Pooling(string method, bool pooling, double meanNs) =>
        Benchmark("AllocationStrategy", method, meanNs, 680, ("Pooling", pooling.ToString()));

    private static IEnumerable<LoadResult> WorkerSweep(string engine, (int Workers, double Rate)[] rates) =>
        rates.Select(point =>
            Load(
                "worker-sweep",
                "closed",
                $"engine={engine} workers={point.Workers}",
                point.Rate,
                1e6 * point.Workers / point.Rate,
                0.6
            ) with
            {
                Parameters = new Dictionary<string, string> { ["engine"] = engine, ["workers"] = $"{point.Workers}" },
            }
        );
}
