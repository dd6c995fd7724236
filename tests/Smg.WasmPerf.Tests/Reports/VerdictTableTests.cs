using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Smg.WasmPerf.Wording;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed class VerdictTableTests
{
    [Fact]
    public void Columns_stand_under_each_other()
    {
        string[] lines = VerdictTable.Render(SampleResults.Full.Gates).Split('\n');

        Assert.Contains("✘ failed", lines[1], StringComparison.Ordinal);
        Assert.Contains("? undecided", lines[2], StringComparison.Ordinal);
        Assert.Equal(["✔", "passed", "pooling_speedup", "11.7x", "[11.2,", "12.1]", "at", "least", "3x"], Words(lines[3]));
        Assert.Equal(lines[0].IndexOf("Gate", StringComparison.Ordinal), lines[3].IndexOf("pooling", StringComparison.Ordinal));
        Assert.Equal(lines[0].IndexOf("Needs", StringComparison.Ordinal), lines[4].IndexOf("at least 100x", StringComparison.Ordinal));
        Assert.Equal(lines[3].IndexOf("x ", StringComparison.Ordinal), lines[4].IndexOf("x ", StringComparison.Ordinal));
        Assert.Equal("3 passed, 1 failed, 1 undecided, 0 skipped", lines[7]);
    }

    [Fact]
    public void A_long_name_gives_way()
    {
        GateResult gate = SampleResults.Full.Gates[1] with { Name = new string('n', 120) };
        string[] lines = VerdictTable.Render([gate]).Split('\n');

        Assert.All(lines, line => Assert.True(line.Length <= VerdictTable.MaxWidth, line));
        Assert.Contains("n…  11,740x", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Odd_numbers_and_no_gates_are_said()
    {
        GateResult odd = SampleResults.Gate(
            "odd",
            double.NaN,
            double.NaN,
            double.PositiveInfinity,
            5,
            GateDirection.AtMost,
            GateVerdict.Undecided
        );

        Assert.Equal(
            ["?", "undecided", "odd", "n/a", "[n/a,", "inf]", "at", "most", "5x"],
            Words(VerdictTable.Render([odd]).Split('\n')[1])
        );
        Assert.Equal("No gates ran.\n", VerdictTable.Render([]));
    }

    [Fact]
    public void A_skipped_gate_has_its_whole_reason_under_it()
    {
        string reason = "needs 4 processors: " + string.Join(' ', Enumerable.Repeat("control", 20));
        GateResult skipped = SampleResults.Gate(
            "scaling",
            double.NaN,
            double.NaN,
            double.NaN,
            2,
            GateDirection.AtLeast,
            GateVerdict.Skipped
        ) with
        {
            Reason = reason,
        };
        string[] lines = VerdictTable.Render([SampleResults.Full.Gates[0], skipped]).Split('\n');

        Assert.Equal(["–", "skipped", "scaling", "–", "–", "at", "least", "2x"], Words(lines[1]));
        Assert.Equal(reason, string.Join(' ', lines[2..5].Select(line => line.Trim())));
        Assert.All(lines, line => Assert.True(line.Length <= VerdictTable.MaxWidth, line));
        Assert.Equal("1 passed, 0 failed, 0 undecided, 1 skipped", lines[^2]);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
