using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Comparison;

public sealed class RepeatedRunsTests
{
    [Fact]
    public void The_interval_holds_those_of_all_runs_and_the_verdict_follows_it()
    {
        RunResults merged = RepeatedRuns.Merge([Run(Gate("g", 6, 5.5, 6.5)), Run(Gate("g", 4.5, 4, 5)), Run(Gate("g", 7, 6, 8))]);
        GateResult gate = Assert.Single(merged.Gates);
        Assert.Equal((6, 4, 8, 90, GateVerdict.Undecided), (gate.Value, gate.Low, gate.High, gate.Samples, gate.Verdict));
    }

    [Fact]
    public void A_gate_that_a_run_does_not_have_is_left_out() =>
        Assert.Equal(
            ["g"],
            RepeatedRuns.Merge([Run(Gate("g", 6, 5, 7), Gate("other", 6, 5, 7)), Run(Gate("g", 6, 5, 7))]).Gates.Select(gate => gate.Name)
        );

    [Fact]
    public void One_run_stays_what_it_is() =>
        Assert.Equal(Gate("g", 6, 5.5, 6.5), RepeatedRuns.Merge([Run(Gate("g", 6, 5.5, 6.5))]).Gates[0]);

    private static RunResults Run(params GateResult[] gates) => SampleResults.Empty with { Gates = gates };

    private static GateResult Gate(string name, double value, double low, double high) =>
        SampleResults.Gate(name, value, low, high, 5, GateDirection.AtLeast, GateVerdict.Passed) with
        {
            Samples = 30,
        };
}
