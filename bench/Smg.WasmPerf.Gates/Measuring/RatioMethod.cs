using System.Globalization;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Gates.Measuring;

/// <summary>A ratio of times: the slow side A over the fast side B, interleaved in this process.</summary>
/// <param name="Prepare">Makes the two sides ready.</param>
public sealed record RatioMethod(Func<WasmRuntimeOptions, GateWorkload> Prepare) : IGateMethod
{
    /// <summary>
    /// Beyond the threshold by this factor, few pairs decide: 8 that all lie so far off are an accident once in 256 runs.
    /// </summary>
    public const double FarFactor = 1.25;

    private static readonly TimeSpan MinTime = TimeSpan.FromSeconds(1.5);

    /// <summary>Pairs after which the two sides are recreated; never by default.</summary>
    public int PairsPerWorkload { get; init; } = int.MaxValue / 2;

    /// <summary>Pairs to run at least where the ratio is near the threshold. Defaults to 30.</summary>
    public int MinPairs { get; init; } = 30;

    /// <summary>Pairs that decide a ratio which is far from the threshold. Defaults to 8.</summary>
    public int FewPairs { get; init; } = 8;

    /// <summary>
    /// Time of pairs that do not count: .NET compiles the code that both sides share. Defaults to 0.7 s; zero where the workload warms
    /// itself up.
    /// </summary>
    public TimeSpan WarmUpTime { get; init; } = TimeSpan.FromSeconds(0.7);

    /// <summary>What the workload's control samples say about the verdict; null where it takes none.</summary>
    public GateControlRule? Control { get; init; }

    /// <summary>Whether the two sides run in this process, where they can be profiled. Defaults to true.</summary>
    public bool RunsHere { get; init; } = true;

    /// <inheritdoc/>
    public GateResult Run(Gate gate, GateContext context, CancellationToken cancellationToken)
    {
        using RenewedWorkload workload = new(() => Prepare(context.Options), PairsPerWorkload);
        workload.Prepare();
        PairedComparison comparison = new(
            new PairedComparisonOptions
            {
                Threshold = gate.Threshold,
                MinPairs = MinPairs,
                FewPairs = FewPairs,
                FarFactor = FarFactor,
                MinTime = MinTime,
                WarmUpTime = WarmUpTime,
                WarmUpPairs = WarmUpTime > TimeSpan.Zero ? 2 : 0,
                TimeBudget = context.TimeBudget,
                Grace = 3 * context.TimeBudget,
                TargetRelativeHalfWidth = 0.1,
            }
        );
        Estimate estimate = comparison.Run(
            workload,
            interval =>
                context.Progress(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{interval.Samples} pairs, {interval.Median:F1}x [{interval.Low:F1}, {interval.High:F1}]"
                    )
                ),
            cancellationToken
        );
        GateWorkload last = workload.Last;
        GateResult result = gate.Judge(estimate.Ratio) with
        {
            Description = gate.Description + last.Detail,
            AMedianUs = estimate.AboveUs,
            BMedianUs = estimate.BelowUs,
        };
        return Control?.Apply(result, MedianInterval.Of(last.ControlSamples)) ?? result;
    }

    /// <inheritdoc/>
    public IPairedWorkload? Sides(WasmRuntimeOptions options) => RunsHere ? Prepare(options) : null;
}
