using Smg.Wasm.Compilation;
using Smg.Wasm.Engines;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>A JavaScript guest that is compiled, against the same loaded from the folder of compiled files.</summary>
public sealed class WarmStartGate : RatioGate
{
    private const int LoadRepeats = 4;

    /// <inheritdoc/>
    public override string Name => "warm_start_vs_compile";

    /// <inheritdoc/>
    public override string Description => "compiling the JavaScript guest js-auth, over loading it from disk";

    /// <inheritdoc/>
    public override double Threshold => 20;

    /// <inheritdoc/>
    protected override int MinPairs => 8;

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-compiled");
        WasmModule module = GuestLibrary.Load("js-auth");
        EngineHost cold = new(options with { CompiledFolder = "", CompileGuard = CompileGuard.None }, new CompileCounter());
        CompileCounter compiles = new();
        EngineHost warm = new(options with { CompiledFolder = folder.FullName }, compiles);
        Load(warm, module);
        return new GateWorkload(
            () => Load(cold, module),
            1,
            () => Load(warm, module),
            LoadRepeats,
            cold,
            warm,
            new Cleanup(() =>
            {
                folder.Delete(recursive: true);
                if (compiles.Count != 1)
                {
                    throw new InvalidOperationException($"The warm side compiled {compiles.Count} times: it did not load from disk.");
                }
            }));
    }

    private static void Load(EngineHost host, WasmModule module)
    {
        using CompiledComponent component = host.Compiler.Compile(module, out Wasm.Failures.ExecutionFailure? failure)
            ?? throw new InvalidOperationException(failure!.ToString());
    }

    private sealed class Cleanup(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
