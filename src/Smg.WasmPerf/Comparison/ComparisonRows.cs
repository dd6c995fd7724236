using System.Globalization;
using Smg.Load.Text;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Comparison;

/// <summary>Makes rows of what two runs measured.</summary>
internal static class ComparisonRows
{
    /// <summary>Fewer samples than these give no 95 % interval, whatever they are.</summary>
    private const int FewestSamples = 6;

    /// <summary>What names a benchmark case: suite, method and parameters.</summary>
    /// <param name="benchmark">The case.</param>
    public static string Name(BenchmarkResult benchmark)
    {
        IEnumerable<string> parameters = benchmark
            .Parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
            .Select(parameter => $"{parameter.Key}={parameter.Value}");
        return $"{benchmark.Suite}.{benchmark.Method}" + (benchmark.Parameters.Count == 0 ? "" : $"({string.Join(", ", parameters)})");
    }

    /// <summary>What names a load row: scenario and configuration.</summary>
    /// <param name="load">The row.</param>
    public static string Name(LoadResult load) => $"{load.Scenario} {load.Configuration}";

    /// <summary>A gate's row: the ratio of the two values.</summary>
    /// <param name="a">The A side's gate.</param>
    /// <param name="b">The B side's gate.</param>
    /// <param name="effect">The smallest effect of interest as a part of 1.</param>
    public static ComparisonRow Of(GateResult a, GateResult b, double effect)
    {
        RatioInterval ratio = RatioInterval.Of(MeasuredValue.Of(a), MeasuredValue.Of(b));
        string? hindrance =
            a.Unit != b.Unit || a.Direction != b.Direction ? "the gate differs between the builds"
            : Math.Min(a.Samples, b.Samples) < FewestSamples ? "too few samples for an interval"
            : null;
        return new(
            a.Name,
            GateText(a),
            GateText(b),
            ratio,
            hindrance is null ? EffectJudge.Judge(ratio, effect, a.Direction == GateDirection.AtLeast) : ComparisonVerdict.ShownOnly,
            hindrance ?? (a.Low <= b.High && b.Low <= a.High ? "intervals overlap" : "intervals apart")
        );
    }

    /// <summary>A benchmark's row: the ratio of the two means.</summary>
    /// <param name="a">The A side's case.</param>
    /// <param name="b">The B side's case.</param>
    /// <param name="effect">The smallest effect of interest as a part of 1.</param>
    public static ComparisonRow Of(BenchmarkResult a, BenchmarkResult b, double effect)
    {
        RatioInterval ratio = RatioInterval.Of(MeasuredValue.Of(a), MeasuredValue.Of(b));
        string allocated =
            Quantity.Bytes(a.AllocatedBytes) == Quantity.Bytes(b.AllocatedBytes)
                ? ""
                : $"allocates {Quantity.Bytes(b.AllocatedBytes)}, in A {Quantity.Bytes(a.AllocatedBytes)}";
        return new(
            Name(a),
            Quantity.Time(a.MeanNs / 1_000),
            Quantity.Time(b.MeanNs / 1_000),
            ratio,
            EffectJudge.Judge(ratio, effect, moreIsBetter: false),
            allocated
        );
    }

    /// <summary>The rows of a load scenario: single runs, without intervals.</summary>
    /// <param name="a">The A side's run.</param>
    /// <param name="b">The B side's run.</param>
    public static IEnumerable<ComparisonRow> Of(LoadResult a, LoadResult b)
    {
        bool limited = a.GeneratorLimited || b.GeneratorLimited;
        List<string> notes = [];
        if (limited)
        {
            notes.Add("generator-limited: not a result");
        }

        if (a.FailCount != b.FailCount)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{b.FailCount:N0} failed, in A {a.FailCount:N0}"));
        }

        ComparisonRow Row(string what, double inA, double inB, Func<double, string> text) =>
            new(
                $"{Name(a)}: {what}",
                text(inA),
                text(inB),
                limited ? new(double.NaN, double.NaN, double.NaN) : RatioInterval.WithoutInterval(inA, inB),
                ComparisonVerdict.ShownOnly,
                string.Join("; ", notes)
            );

        yield return Row("rate", a.RatePerSecond, b.RatePerSecond, rate => $"{Quantity.Rounded(rate)}/s");
        yield return Row("p50", a.ResponseTime.P50Us, b.ResponseTime.P50Us, Quantity.Time);
        yield return Row("p99", a.ResponseTime.P99Us, b.ResponseTime.P99Us, Quantity.Time);
    }

    private static string GateText(GateResult gate) => Quantity.WithUnit(gate.Value, gate.Unit);
}
