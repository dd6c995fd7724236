using System.Globalization;
using Smg.Load.Histograms;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Tests;

/// <summary>Small results.</summary>
internal static class Samples
{
    public static EnvironmentInfo Environment { get; } =
        new()
        {
            Host = "host",
            Cpu = "processor",
            Cores = 2,
            Os = "system",
            DotNet = "10.0.0",
            Wasmtime = "50.0.0",
            Commit = "0123456789abcdef0123456789abcdef01234567",
            Dirty = false,
            StartedAt = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero),
            Command = "smg-wasmperf gate",
            Options = new Dictionary<string, string>(),
        };

    public static GateResult Gate(string name) =>
        new()
        {
            Name = name,
            Description = "fast over slow",
            Value = 6,
            Low = 5.5,
            High = 6.5,
            Threshold = 5,
            Unit = "x",
            Verdict = GateVerdict.Passed,
            Samples = 30,
            FollowUpCommand = "smg-wasmperf gate",
        };

    public static LatencySummary NoLatency { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static BenchmarkResult Benchmark { get; } =
        new()
        {
            Suite = "Suite",
            Method = "Method",
            Parameters = new Dictionary<string, string>(),
            Categories = [],
            MeanNs = 10,
            MedianNs = 10,
            ErrorNs = 1,
            StdDevNs = 1,
        };

    /// <summary>A row of an open load at a rate; above a limit its threshold is broken.</summary>
    public static LoadResult Level(int rate, int limit) =>
        new()
        {
            Scenario = "steady-state",
            Model = "open",
            Configuration = "",
            WarmUpSeconds = 1,
            MeasuredSeconds = 4,
            OkCount = 1,
            FailCount = 0,
            RatePerSecond = rate,
            AllowedLatenessUs = 1_000,
            BrokenThreshold = rate > limit ? "p99 at most 1 ms" : null,
            ServiceTime = NoLatency,
            ResponseTime = NoLatency,
            Spectrum = [],
            FailuresByCause = new Dictionary<string, long>(),
            Parameters = new Dictionary<string, string> { ["rate"] = rate.ToString(CultureInfo.InvariantCulture) },
        };

    public static ComparisonResult Comparison(string name) =>
        new()
        {
            Name = name,
            AOptions = [],
            BOptions = [],
            Ratio = 0.8,
            Low = 0.75,
            High = 0.85,
            ControlRatio = 1,
            ControlLow = 0.99,
            ControlHigh = 1.01,
            NoiseFloorPercent = 1,
            MinEffectPercent = 3,
            Verdict = ComparisonVerdict.Faster,
            Rounds = 12,
            Pairs = 96,
            Seconds = 10,
            AMedianUs = 10,
            BMedianUs = 8,
        };
}
