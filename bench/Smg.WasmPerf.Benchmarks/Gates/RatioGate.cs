using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>A gate on a ratio of times: the slow side A over the fast side B, interleaved in this process.</summary>
public abstract class RatioGate : IGate
{
    /// <summary>Beyond the threshold by this factor, few pairs decide: 8 that all lie so far off are an accident once in 256 runs.</summary>
    private const double FarFactor = 1.25;

    private static readonly TimeSpan MinTime = TimeSpan.FromSeconds(1.5);

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public string Unit => "x";

    /// <summary>What the ratio is held against.</summary>
    public abstract double Threshold { get; }

    /// <summary>Whether more or less is better.</summary>
    public virtual GateDirection Direction => GateDirection.AtLeast;

    /// <summary>The command that looks closer.</summary>
    public virtual string LookCloser => $"./run-bench.sh gate --filter {Name}";

    /// <inheritdoc/>
    public virtual string? CannotRun => null;

    /// <summary>Pairs after which the two sides are recreated; never by default.</summary>
    protected virtual int PairsPerWorkload => int.MaxValue / 2;

    /// <summary>Pairs to run at least where the ratio is near the threshold.</summary>
    protected virtual int MinPairs => 30;

    /// <summary>Pairs that decide a ratio which is far from the threshold.</summary>
    protected virtual int FewPairs => 8;

    /// <summary>Time of pairs that do not count: .NET compiles the code that both sides share.</summary>
    protected virtual TimeSpan WarmUpTime => TimeSpan.FromSeconds(0.7);

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
            FewPairs = FewPairs,
            FarFactor = FarFactor,
            MinTime = MinTime,
            WarmUpTime = WarmUpTime,
            WarmUpPairs = WarmUpTime > TimeSpan.Zero ? 2 : 0,
            TimeBudget = context.TimeBudget,
            Grace = 2 * context.TimeBudget,
            TargetRelativeHalfWidth = 0.1,
        });
        RatioEstimate ratio = comparison.Run(
            workload,
            interval => context.Progress(string.Create(CultureInfo.InvariantCulture, $"{interval.Samples} pairs, {interval.Median:F1}x [{interval.Low:F1}, {interval.High:F1}]")),
            cancellationToken);
        return Conclude(new GateResult
        {
            Name = Name,
            Description = Description,
            Value = ratio.Median,
            Low = ratio.Low,
            High = ratio.High,
            Threshold = Threshold,
            Unit = Unit,
            Direction = Direction,
            Verdict = GateEvaluator.Evaluate(ratio, Threshold, Direction),
            Samples = ratio.Pairs,
            AMedianUs = ratio.AMedianUs,
            BMedianUs = ratio.BMedianUs,
            LookCloser = LookCloser,
        });
    }

    /// <inheritdoc/>
    public virtual IPairedWorkload? Sides(WasmRuntimeOptions options) => Prepare(options);

    /// <summary>The result with what a control says about it.</summary>
    protected virtual GateResult Conclude(GateResult result) => result;

    /// <summary>Makes the two sides ready.</summary>
    protected abstract GateWorkload Prepare(WasmRuntimeOptions options);
}
