using Smg.Wasm.Compilation;
using Smg.Wasm.Execution;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>A JavaScript guest that is compiled, against the same loaded from the folder of compiled files.</summary>
internal static class WarmStartGate
{
    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "warm_start_vs_compile",
            Description = "compiling the JavaScript guest js-auth, over loading its compiled file from disk",
            Threshold = 50,
            Method = new RatioMethod(Prepare)
            {
                // A pair takes a second: fewer decide where they are far from the threshold.
                FewPairs = 6,
                WarmUpTime = TimeSpan.Zero,
            },
        };

    private static GateWorkload Prepare(WasmRuntimeOptions options)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-compiled");
        WasmModule module = GuestLibrary.Load("js-auth");
        EngineHost cold = new(options with { CompiledFolder = "", CompileGuard = CompileGuard.None }, new CompileCounter());
        EngineHost warm = new(options with { CompiledFolder = folder.FullName }, new CompileCounter());
        Load(warm, module);
        return new GateWorkload(
            () => Load(cold, module),
            () => Load(warm, module),
            cold,
            warm,
            new Cleanup(() => folder.Delete(recursive: true))
        );
    }

    private static void Load(EngineHost host, WasmModule module)
    {
        using CompiledComponent component =
            host.Compiler.Compile(module, out Wasm.Failures.ExecutionFailure? failure)
            ?? throw new InvalidOperationException(failure!.ToString());
    }

    private sealed class Cleanup(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
