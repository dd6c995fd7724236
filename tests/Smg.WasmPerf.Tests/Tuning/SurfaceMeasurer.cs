using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Experiments;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Tests.Tuning;

/// <summary>Measures a surface of known gains with seeded noise: what it says of a candidate in a stage is always the same.</summary>
internal sealed class SurfaceMeasurer(Func<Candidate, double> gain, double noise = 0, int seed = 1) : ICandidateMeasurer
{
    private const double RoundsPerSecond = 2;

    /// <summary>What was asked for, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Measurements after which it is interrupted; null for never.</summary>
    public int? InterruptAfter { get; init; }

    public TuneMeasurement Measure(TuningStage stage, Candidate candidate, TimeSpan time, CancellationToken cancellationToken)
    {
        Ask($"{stage} {candidate} {time.TotalSeconds:F3}");
        double real = candidate.IsDefault ? 1 : gain(candidate);
        Random random = new(Seed($"{seed} {stage} {candidate}"));
        return new()
        {
            Stage = stage,
            Settings = candidate.Settings,
            Seconds = time.TotalSeconds,
            Gains =
                real > 0
                    ?
                    [
                        .. Enumerable
                            .Range(0, Math.Max(3, (int)(time.TotalSeconds * RoundsPerSecond)))
                            .Select(_ => real * Math.Exp(noise * Noise.Normal(random))),
                    ]
                    : [],
            CostUs = 10 / real,
            DefaultCostUs = 10,
            Failure = real > 0 ? null : "it fails",
        };
    }

    public ComparisonResult Compare(string name, Candidate a, Candidate b, TimeSpan time, CancellationToken cancellationToken)
    {
        Ask($"compare {b} against {a}");
        double Gain(Candidate one) => one.IsDefault ? 1 : gain(one);
        double ratio = Gain(a) / Gain(b);
        MedianInterval Around(double value) => new(value, value * 0.99, value * 1.01, 0.96, 12);
        Estimate estimate = new()
        {
            Ratio = Around(ratio),
            Control = Around(1),
            Samples = [ratio],
            AboveUs = 10 * ratio,
            BelowUs = 10,
            Pairs = 96,
            Effect = 0.03,
            Elapsed = time,
        };
        return estimate.ToResult(name, a.Settings, b.Settings);
    }

    private void Ask(string what)
    {
        if (Asked.Count == InterruptAfter)
        {
            throw new OperationCanceledException();
        }

        Asked.Add(what);
    }

    /// <summary>A hash that is the same in every process.</summary>
    private static int Seed(string text) => text.Aggregate(17, (hash, c) => unchecked((hash * 31) + c));
}
