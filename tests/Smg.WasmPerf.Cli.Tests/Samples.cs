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
            LookCloser = "smg-wasmperf gate",
        };
}
