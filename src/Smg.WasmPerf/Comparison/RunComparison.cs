using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Comparison;

/// <summary>Two runs held against each other: B against A.</summary>
public sealed record RunComparison
{
    /// <summary>The smallest effect of interest as a part of 1: 0.03 for 3 %.</summary>
    public required double Effect { get; init; }

    /// <summary>Everything that both measured: gates, benchmarks, load, each in the order of A.</summary>
    public required IReadOnlyList<ComparisonRow> Rows { get; init; }

    /// <summary>The names of what A alone measured.</summary>
    public required IReadOnlyList<string> OnlyA { get; init; }

    /// <summary>The names of what B alone measured.</summary>
    public required IReadOnlyList<string> OnlyB { get; init; }

    /// <summary>In what the environments differ.</summary>
    public required EnvironmentDifferences Differences { get; init; }

    /// <summary>Whether both sides are one and the same run: every row is then the same.</summary>
    public bool IsOneRun { get; init; }

    /// <summary>Compares two runs, comparable or not: whoever asks looks at <see cref="EnvironmentDifferences.Refused"/>.</summary>
    /// <param name="a">The A side.</param>
    /// <param name="b">The B side.</param>
    /// <param name="effect">The smallest effect of interest as a part of 1, not negative.</param>
    public static RunComparison Of(RunResults a, RunResults b, double effect)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(effect);
        Pairing<GateResult> gates = Pairing<GateResult>.Of(a.Gates, b.Gates, gate => gate.Name);
        Pairing<BenchmarkResult> benchmarks = Pairing<BenchmarkResult>.Of(a.Benchmarks, b.Benchmarks, ComparisonRows.Name);
        Pairing<LoadResult> load = Pairing<LoadResult>.Of(a.Load, b.Load, ComparisonRows.Name);
        RunComparison comparison = new()
        {
            Effect = effect,
            Rows =
            [
                .. gates.Pairs.Select(pair => ComparisonRows.Of(pair.A, pair.B, effect) with { Name = pair.Key }),
                .. benchmarks.Pairs.Select(pair => ComparisonRows.Of(pair.A, pair.B, effect) with { Name = pair.Key }),
                .. load.Pairs.SelectMany(pair => ComparisonRows.Of(pair.A, pair.B)),
            ],
            OnlyA = [.. gates.OnlyA, .. benchmarks.OnlyA, .. load.OnlyA],
            OnlyB = [.. gates.OnlyB, .. benchmarks.OnlyB, .. load.OnlyB],
            Differences = EnvironmentDifferences.Of(a.Environment, b.Environment),
        };
        return ResultsFile.ToJson(a) == ResultsFile.ToJson(b)
            ? comparison with
            {
                IsOneRun = true,
                Rows = [.. comparison.Rows.Select(SameAsItself)],
            }
            : comparison;
    }

    /// <summary>
    /// What one run measured is known exactly to be what it measured, however wide the interval of the value: that would be the interval of
    /// another run.
    /// </summary>
    private static ComparisonRow SameAsItself(ComparisonRow row) =>
        row with
        {
            Ratio = new(1, 1, 1),
            Verdict = ComparisonVerdict.Same,
            Note = "the same measurement",
        };
}
