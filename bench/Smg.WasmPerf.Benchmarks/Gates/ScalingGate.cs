using System.Globalization;
using Smg.Wasm;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Tuning;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>Executions a second of two callers over one, inline on the callers' threads.</summary>
public sealed class ScalingGate : RatioGate
{
    private const int CallsPerThread = 1500;
    private const int BodyBytes = 2 << 10;

    /// <summary>Below this the machine does not give two whole processors now, and a low ratio says nothing of the runtime.</summary>
    private const double WholeProcessors = 1.8;

    private readonly List<double> _control = [];

    /// <inheritdoc/>
    public override string Name => "scaling_2_workers";

    /// <inheritdoc/>
    public override string Description => "executions a second of two callers inline, over one (minimal guest, body of 2 KB)" + Control();

    /// <inheritdoc/>
    public override double Threshold => 1.7;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh load --filter worker-sweep";

    /// <inheritdoc/>
    public override string? CannotRun => Environment.ProcessorCount < 2 ? "it needs two processors" : null;

    /// <inheritdoc/>
    protected override int PairsPerWorkload => 2;

    /// <summary>A failure is none where two threads that share nothing do not scale either: it is undecided then, and the description says so.</summary>
    protected override GateVerdict Judge(RatioEstimate ratio)
    {
        GateVerdict verdict = base.Judge(ratio);
        return verdict == GateVerdict.Failed && MedianInterval.Of(_control).Median < WholeProcessors ? GateVerdict.Undecided : verdict;
    }

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        _control.Add(ProcessorScaling.Measure());
        WasmRuntime runtime = new(options with { Dispatch = Dispatch.Inline, InlineConcurrency = 2 });
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareInput[] messages = [SampleMessages.Request(BodyBytes)];
        CallerThreads one = new(runtime, module, AttachPoint.OnRequest, messages, threads: 1, pipeline: 1);
        CallerThreads two = new(runtime, module, AttachPoint.OnRequest, messages, threads: 2, pipeline: 1);
        return GateWorkload.OfBlocks(new PairedWorkload(() => one.RunBlock(CallsPerThread), () => two.RunBlock(CallsPerThread)), one, two, runtime);
    }

    private string Control() => _control.Count == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"; two threads that share nothing scale by {MedianInterval.Of(_control).Median:F2}x on this machine now");
}
