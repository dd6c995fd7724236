using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>A gate on something that is counted: how much of it a call of the minimal guest costs the process once everything is warm.</summary>
public abstract class CountGate : IGate
{
    private const int Blocks = 30;
    private const int CallsPerBlock = 500;
    private const int WarmUpCalls = 2000;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public virtual string? CannotRun => null;

    /// <summary>The most that a call may cost.</summary>
    public abstract double Threshold { get; }

    /// <summary>What is counted.</summary>
    public abstract string Unit { get; }

    /// <summary>The sizes of the bodies, which are sent in turn.</summary>
    protected virtual IReadOnlyList<int> BodyBytes { get; } = [2 << 10];

    /// <inheritdoc/>
    public GateDirection Direction => GateDirection.AtMost;

    /// <inheritdoc/>
    public string LookCloser => "./run-bench.sh bench --filter '*CallSteps*'";

    /// <inheritdoc/>
    public GateResult Run(GateContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        WasmModule module = GuestLibrary.Load("minimal");
        MiddlewareRequest[] requests = [.. BodyBytes.Select(SampleMessages.Request)];
        using WasmRuntime runtime = new(context.Options);
        Repeat(runtime, module, requests, WarmUpCalls);

        double[] perCall = new double[Blocks];
        for (int i = 0; i < Blocks; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long before = Count();
            Repeat(runtime, module, requests, CallsPerBlock);
            perCall[i] = (Count() - before) / (double)CallsPerBlock;
            context.Progress($"{i + 1} of {Blocks} blocks");
        }

        MedianInterval interval = MedianInterval.Of(perCall);
        return new GateResult
        {
            Name = Name,
            Description = Description,
            Value = interval.Median,
            Low = interval.Low,
            High = interval.High,
            Threshold = Threshold,
            Unit = Unit,
            Direction = Direction,
            Verdict = GateEvaluator.Evaluate(interval, Threshold, Direction),
            Samples = interval.Samples,
            LookCloser = LookCloser,
        };
    }

    /// <summary>The count of this process so far.</summary>
    protected abstract long Count();

    private static void Repeat(WasmRuntime runtime, WasmModule module, MiddlewareRequest[] requests, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            _ = RuntimeCall.Run(runtime, module, requests[i % requests.Length]);
        }
    }
}
