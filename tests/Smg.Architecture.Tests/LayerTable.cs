namespace Smg.Architecture.Tests;

/// <summary>The order of the parts of each assembly. A new namespace gets its line here.</summary>
internal static class LayerTable
{
    /// <summary>The assemblies, each below those that refer to it.</summary>
    public static IReadOnlyList<LayeredAssembly> All { get; } =
    [
        new("Smg.Wasm.Interop", "Smg.Wasm.Interop", [], ["Wasi", "-"]),
        new("Smg.Wasm.Compiler", "Smg.Wasm.Compiler", ["Smg.Wasm.Interop"], ["-"]),
        new(
            "Smg.Wasm",
            "Smg.Wasm",
            ["Smg.Wasm.Interop", "Smg.Wasm.Compiler"],
            [
                "Storage",
                "Middleware",
                "Registration",
                "-",
                "Scheduling",
                "Execution",
                "Compilation",
                "Adapters Linking",
                "Components Telemetry",
                "Modules",
                "Contract",
                "Failures",
                "Options",
                "Compilation.Guard Wit",
            ]
        ),
        new(
            "Smg.Wasm.AspNetCore",
            "Smg.Wasm.AspNetCore",
            ["Smg.Wasm", "Smg.Wasm.Interop"],
            [
                "Hosting",
                "Proxy",
                "Pipeline",
                "Admin",
                "State",
                "Manifests",
                "Registration",
                "Catalog",
                "Configuration",
                "Forwarding",
                "Events",
                "Answers",
                "Selection Connections Bodies Access Errors",
                "Telemetry",
                "Messages",
                "Targets",
            ]
        ),
        new("Smg.Gateway.Simulator", "Smg.Gateway.Simulator", ["Smg.Wasm.AspNetCore"], ["-"]),
        new("smg-gateway", "Smg.Gateway", ["Smg.Wasm", "Smg.Wasm.AspNetCore"], ["-"]),
        new("Smg.Load", "Smg.Load", [], ["-", "Running", "Schedules Stats", "Recording", "Scenarios", "Histograms Text"]),
        new(
            "Smg.WasmPerf",
            "Smg.WasmPerf",
            ["Smg.Load"],
            [
                "Reports History Tuning Calibration Merging Diagnostics Environments",
                "Reports.Sections",
                "Reports.Pages",
                "Plots",
                "Wording",
                "Comparison",
                "Experiments",
                "Results",
            ]
        ),
        new(
            "Smg.WasmPerf.Scenarios",
            "Smg.WasmPerf.Scenarios",
            ["Smg.Gateway.Simulator", "Smg.Load", "Smg.Wasm", "Smg.Wasm.AspNetCore", "Smg.Wasm.Interop", "Smg.WasmPerf"],
            ["Catalogue", "Http Tuning", "Load", "Engines", "-"]
        ),
        new(
            "Smg.WasmPerf.Gates",
            "Smg.WasmPerf.Gates",
            [
                "Smg.Gateway.Simulator",
                "Smg.Load",
                "Smg.Wasm",
                "Smg.Wasm.AspNetCore",
                "Smg.Wasm.Interop",
                "Smg.WasmPerf",
                "Smg.WasmPerf.Scenarios",
            ],
            ["-", "Definitions", "Measuring", "Workloads"]
        ),
        new(
            "Smg.WasmPerf.Benchmarks",
            "Smg.WasmPerf.Benchmarks",
            ["Smg.Load", "Smg.Wasm", "Smg.Wasm.Interop", "Smg.WasmPerf", "Smg.WasmPerf.Gates", "Smg.WasmPerf.Scenarios"],
            ["-", "Allocation Bodies Caching Guests Modules Steps Storage Tuning Workers", "Configuration"]
        ),
        new(
            "smg-wasmperf",
            "Smg.WasmPerf.Cli",
            [
                "Smg.Gateway.Simulator",
                "Smg.Load",
                "Smg.Wasm",
                "Smg.Wasm.AspNetCore",
                "Smg.Wasm.Interop",
                "Smg.WasmPerf",
                "Smg.WasmPerf.Benchmarks",
                "smg-wasmperf-calltimer",
                "Smg.WasmPerf.Gates",
                "Smg.WasmPerf.Scenarios",
            ],
            [
                "-",
                "Commands.Measure Commands.Listing Commands.Merge Commands.Calibrate Commands.Tune Commands.FindMax "
                    + "Commands.Report Commands.History Commands.Serve",
                "Commands.Gates Commands.Benchmarks Commands.Load Commands.Compare",
                "Commands.Load.Engines",
                "Sessions",
                "Arguments Live",
                "Shell",
            ]
        ),
    ];
}
