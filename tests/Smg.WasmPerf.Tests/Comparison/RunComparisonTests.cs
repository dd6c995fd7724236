using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Comparison;

public sealed class RunComparisonTests
{
    private const double Effect = 0.03;

    [Fact]
    public void A_run_against_itself_misses_nothing_and_differs_in_nothing()
    {
        RunComparison comparison = RunComparison.Of(SampleResults.Full, SampleResults.Full, Effect);

        Assert.Equal(
            SampleResults.Full.Gates.Count + SampleResults.Full.Benchmarks.Count + (3 * SampleResults.Full.Load.Count),
            comparison.Rows.Count
        );
        Assert.DoesNotContain(comparison.Rows, row => row.Verdict is ComparisonVerdict.Faster or ComparisonVerdict.Slower);
        Assert.All(comparison.Rows.Where(row => !double.IsNaN(row.Ratio.Ratio)), row => Assert.Equal(1, row.Ratio.Ratio));
        Assert.Empty(comparison.OnlyA.Concat(comparison.OnlyB));
        Assert.Empty(comparison.Differences.Refused.Concat(comparison.Differences.Shown));
    }

    [Fact]
    public void Gates_are_judged_in_their_own_direction()
    {
        GateResult speedUp = SampleResults.Gate("speed_up", 10, 9.9, 10.1, 5, GateDirection.AtLeast, GateVerdict.Passed);
        GateResult size = SampleResults.Gate("size", 100, 99, 101, 256, GateDirection.AtMost, GateVerdict.Passed);
        RunComparison comparison = Compare(
            SampleResults.Empty with
            {
                Gates = [speedUp, size],
            },
            SampleResults.Empty with
            {
                Gates = [Twice(speedUp), Twice(size)],
            }
        );

        Assert.Equal(
            [("speed_up", ComparisonVerdict.Faster, "intervals apart"), ("size", ComparisonVerdict.Slower, "intervals apart")],
            comparison.Rows.Select(row => (row.Name, row.Verdict, row.Note))
        );
    }

    [Fact]
    public void Gates_of_too_few_samples_or_of_another_kind_are_shown_only()
    {
        GateResult gate = SampleResults.Gate("gate", 10, 9.9, 10.1, 5, GateDirection.AtLeast, GateVerdict.Passed);
        GateResult[] others = [gate with { Samples = 5 }, gate with { Unit = "B" }, gate with { Direction = GateDirection.AtMost }];
        foreach (GateResult other in others)
        {
            ComparisonRow row = Compare(SampleResults.Empty with { Gates = [gate] }, SampleResults.Empty with { Gates = [Twice(other)] })
                .Rows.Single();
            Assert.Equal(ComparisonVerdict.ShownOnly, row.Verdict);
            Assert.NotEqual("", row.Note);
        }
    }

    [Fact]
    public void Benchmarks_are_found_by_suite_method_and_parameters_in_any_order()
    {
        BenchmarkResult one = SampleResults.Benchmark("S", "M", 100, 0, ("P", "1"), ("Q", "2"));
        BenchmarkResult two = SampleResults.Benchmark("S", "M", 100, 0, ("P", "2"), ("Q", "2"));
        BenchmarkResult slowOne = SampleResults.Benchmark("S", "M", 130, 96, ("Q", "2"), ("P", "1"));
        RunComparison comparison = Compare(
            SampleResults.Empty with
            {
                Benchmarks = [one, two],
            },
            SampleResults.Empty with
            {
                Benchmarks = [slowOne],
            }
        );

        ComparisonRow row = Assert.Single(comparison.Rows);
        Assert.Equal(("S.M(P=1, Q=2)", ComparisonVerdict.Slower, "allocates 96 B, in A 0 B"), (row.Name, row.Verdict, row.Note));
        Assert.Equal(["S.M(P=2, Q=2)"], comparison.OnlyA);
        Assert.Empty(comparison.OnlyB);
    }

    [Fact]
    public void Load_has_no_verdict_however_far_apart_and_a_limited_row_not_even_a_ratio()
    {
        LoadResult load = SampleResults.Load("steady", "open", "rate=5", 5_000, 100, 1);
        LoadResult slow = SampleResults.Load("steady", "open", "rate=5", 500, 1_000, 1);
        RunResults a = SampleResults.Empty with { Load = [load] };
        RunComparison comparison = Compare(a, SampleResults.Empty with { Load = [slow with { FailCount = 7 }] });
        RunComparison limited = Compare(a, SampleResults.Empty with { Load = [slow with { GeneratorLimited = true }] });

        Assert.Equal(["steady rate=5: rate", "steady rate=5: p50", "steady rate=5: p99"], comparison.Rows.Select(row => row.Name));
        Assert.All(
            comparison.Rows,
            row => Assert.Equal((ComparisonVerdict.ShownOnly, false, "7 failed, in A 0"), (row.Verdict, row.Ratio.HasInterval, row.Note))
        );
        Assert.Equal([0.1, 10, 10], comparison.Rows.Select(row => Math.Round(row.Ratio.Ratio, 9)));
        Assert.All(
            limited.Rows,
            row => Assert.True(double.IsNaN(row.Ratio.Ratio) && row.Note.Contains("generator-limited", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_name_that_comes_twice_is_paired_in_its_order()
    {
        GateResult gate = SampleResults.Gate("gate", 10, 9.9, 10.1, 5, GateDirection.AtLeast, GateVerdict.Passed);
        RunComparison comparison = Compare(
            SampleResults.Empty with
            {
                Gates = [gate, Twice(gate)],
            },
            SampleResults.Empty with
            {
                Gates = [gate, Twice(gate), gate],
            }
        );

        Assert.Equal([("gate", 1), ("gate (number 2)", 1)], comparison.Rows.Select(row => (row.Name, row.Ratio.Ratio)));
        Assert.Equal(["gate (number 3)"], comparison.OnlyB);
    }

    private static RunComparison Compare(RunResults a, RunResults b) => RunComparison.Of(a, b, Effect);

    private static GateResult Twice(GateResult gate) => gate with { Value = gate.Value * 2, Low = gate.Low * 2, High = gate.High * 2 };

    [Fact]
    public void A_run_is_the_same_as_itself_in_every_row_and_not_as_another_run_with_the_same_values()
    {
        RunComparison itself = RunComparison.Of(SampleResults.Full, SampleResults.Full with { }, 0.03);
        Assert.True(itself.IsOneRun);
        Assert.NotEmpty(itself.Rows);
        Assert.All(itself.Rows, row => Assert.Equal((ComparisonVerdict.Same, 1.0), (row.Verdict, row.Ratio.Ratio)));

        RunResults other = SampleResults.Full with
        {
            Environment = SampleResults.Full.Environment with { StartedAt = SampleResults.Full.Environment.StartedAt.AddDays(1) },
        };
        RunComparison another = RunComparison.Of(SampleResults.Full, other, 0.03);
        Assert.False(another.IsOneRun);
        Assert.Contains(another.Rows, row => row.Verdict != ComparisonVerdict.Same);
    }
}
