using System.Globalization;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Tuning;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>
/// Pooling alone: whole calls of this runtime on standard allocation, over the same with the options under test. Compiled code is cached on both sides.
/// Standard allocation maps and unmaps memory for each call, which takes a lock of the kernel for the whole process: two callers at once wait for each other.
/// </summary>
/// <param name="name">The gate's name.</param>
/// <param name="callers">How many callers at once.</param>
/// <param name="threshold">What the ratio is held against.</param>
public sealed class PoolingSpeedupGate(string name, int callers, double threshold) : RatioGate
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"time of a call of the minimal guest without a body on standard allocation, over the same in a pool ({(callers == 1 ? "one caller" : $"{callers} callers at once")}, compiled code cached on both sides)");

    /// <inheritdoc/>
    public override double Threshold => threshold;

    /// <inheritdoc/>
    public override string LookCloser => "./run-bench.sh bench --filter '*AllocationStrategy*'";

    /// <inheritdoc/>
    public override string? CannotRun => Processors.Missing(callers);

    /// <inheritdoc/>
    protected override int PairsPerWorkload => 24;

    /// <inheritdoc/>
    protected override GateWorkload Prepare(WasmRuntimeOptions options)
    {
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareInput[] messages = [SampleMessages.Request(bodyBytes: 0)];
        WasmRuntimeOptions inline = options with { Dispatch = Dispatch.Inline, InlineConcurrency = callers };
        WasmRuntime standard = new(inline with { Pooling = false });
        WasmRuntime pooled = new(inline);
        CallerThreads a = new(standard, module, AttachPoint.OnRequest, messages, callers, pipeline: 1);
        CallerThreads b = new(pooled, module, AttachPoint.OnRequest, messages, callers, pipeline: 1);
        return new GateWorkload(a.RunBlock, b.RunBlock, SizedBlockOptions.SeveralThreads, a, b, standard, pooled);
    }
}
