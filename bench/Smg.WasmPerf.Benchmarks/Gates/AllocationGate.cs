using Smg.Wasm;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>Managed bytes that a call allocates once everything is warm.</summary>
public sealed class AllocationGate : IGate
{
    private const double Limit = 256;
    private const int Blocks = 30;
    private const int CallsPerBlock = 500;
    private const int WarmUpCalls = 2000;
    private const int BodyBytes = 2 << 10;

    /// <inheritdoc/>
    public string Name => "allocated_bytes_per_execution";

    /// <inheritdoc/>
    public string Description => "managed bytes that the process allocates for a call of the minimal guest with a body of 2 KB";

    /// <inheritdoc/>
    public string? CannotRun => null;

    /// <inheritdoc/>
    public GateResult Run(GateContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareRequest request = SampleMessages.Request(BodyBytes);
        using WasmRuntime runtime = new(context.Options);
        Repeat(runtime, module, request, WarmUpCalls);

        double[] bytesPerCall = new double[Blocks];
        for (int i = 0; i < Blocks; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Repeat(runtime, module, request, CallsPerBlock);
            bytesPerCall[i] = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)CallsPerBlock;
            context.Progress($"{i + 1} of {Blocks} blocks");
        }

        MedianInterval interval = MedianInterval.Of(bytesPerCall);
        return new GateResult
        {
            Name = Name,
            Description = Description,
            Value = interval.Median,
            Low = interval.Low,
            High = interval.High,
            Threshold = Limit,
            Unit = "B",
            Direction = GateDirection.AtMost,
            Verdict = GateEvaluator.Evaluate(interval, Limit, GateDirection.AtMost),
            Samples = interval.Samples,
            LookCloser = "./run-bench.sh bench --filter '*CallSteps*'",
        };
    }

    private static void Repeat(WasmRuntime runtime, WasmModule module, MiddlewareRequest request, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            _ = RuntimeCall.Run(runtime, module, request);
        }
    }
}
