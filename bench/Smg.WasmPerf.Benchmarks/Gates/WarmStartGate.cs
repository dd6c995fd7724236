using Smg.Wasm.Compilation;
using Smg.Wasm.Execution;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>A JavaScript guest that is compiled, against the same loaded from the folder of compiled files.</summary>
public sealed class WarmStartGate : RatioGate
{
    /// <inheritdoc/>
    public override string Name => "warm_start_vs_compile";

    /// <inheritdoc/>
    public override string Description => "compiling the JavaScript guest js-auth, over loading it from disk";

    /// <inheritdoc/>
    public override double Threshold => 30;

    /// <summary>A pair takes a second: fewer decide where they are far from the threshold.</summary>
    protected override int FewPairs => 6;

    /// <inheritdoc/>
    protected override TimeSpan WarmUpTime => TimeSpan.Zero;

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-compiled");
        WasmModule module = GuestLibrary.Load("js-auth");
        EngineHost cold = new(options with { CompiledFolder = "", CompileGuard = CompileGuard.None }, new CompileCounter());
        EngineHost warm = new(options with { CompiledFolder = folder.FullName }, new CompileCounter());
        Load(warm, module);
        return new GateWorkload(() => Load(cold, module), () => Load(warm, module), cold, warm, new Cleanup(() => folder.Delete(recursive: true)));
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
