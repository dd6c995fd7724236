using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>A gate on a ratio of times: the slow side A over the fast side B, interleaved in this process.</summary>
public abstract class RatioGate : IGate
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <summary>What the ratio is held against.</summary>
    public abstract double Threshold { get; }

    /// <summary>Whether more or less is better.</summary>
    public virtual GateDirection Direction => GateDirection.AtLeast;

    /// <summary>The command that looks closer.</summary>
    public virtual string LookCloser => $"./run-bench.sh gate --filter {Name}";

    /// <inheritdoc/>
    public virtual string? CannotRun => null;

    /// <summary>Pairs before the two sides are made anew; by default they never are.</summary>
    protected virtual int PairsPerWorkload => int.MaxValue / 2;

    /// <summary>Pairs to run at least.</summary>
    protected virtual int MinPairs => 30;

    /// <inheritdoc/>
    public GateResult Run(GateContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        using RenewedWorkload workload = new(() => Prepare(context.Options), PairsPerWorkload);
        workload.Prepare();
        PairedComparison comparison = new(new PairedComparisonOptions
        {
            Threshold = Threshold,
            MinPairs = MinPairs,
            TimeBudget = context.TimeBudget,
            TargetRelativeHalfWidth = 0.1,
        });
        RatioEstimate ratio = comparison.Run(
            workload,
            interval => context.Progress(string.Create(CultureInfo.InvariantCulture, $"{interval.Samples} pairs, {interval.Median:F1}x [{interval.Low:F1}, {interval.High:F1}]")),
            cancellationToken);
        return new GateResult
        {
            Name = Name,
            Description = Description,
            Value = ratio.Median,
            Low = ratio.Low,
            High = ratio.High,
            Threshold = Threshold,
            Unit = "x",
            Direction = Direction,
            Verdict = Judge(ratio),
            Samples = ratio.Pairs,
            AMedianUs = ratio.AMedianUs,
            BMedianUs = ratio.BMedianUs,
            LookCloser = LookCloser,
        };
    }

    /// <inheritdoc/>
    public IPairedWorkload? Sides(WasmRuntimeOptions options) => Prepare(options);

    /// <summary>The verdict on the ratio.</summary>
    protected virtual GateVerdict Judge(RatioEstimate ratio) => GateEvaluator.Evaluate(ratio, Threshold, Direction);

    /// <summary>Makes the two sides ready.</summary>
    protected abstract GateWorkload Prepare(WasmRuntimeOptions options);
}
