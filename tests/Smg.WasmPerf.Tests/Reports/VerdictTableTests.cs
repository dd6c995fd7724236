using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed class VerdictTableTests
{
    [Fact]
    public void Columns_stand_under_each_other()
    {
        string[] lines = VerdictTable.Render(SampleResults.Full.Gates).Split('\n');

        Assert.Equal(["✔", "passed", "pooling_speedup", "11.7x", "[11.2,", "12.1]", "at", "least", "3x"], Words(lines[1]));
        Assert.Equal(lines[0].IndexOf("Gate", StringComparison.Ordinal), lines[1].IndexOf("pooling", StringComparison.Ordinal));
        Assert.Equal(lines[0].IndexOf("Needs", StringComparison.Ordinal), lines[2].IndexOf("at least 100x", StringComparison.Ordinal));
        Assert.Equal(lines[1].IndexOf("x ", StringComparison.Ordinal), lines[2].IndexOf("x ", StringComparison.Ordinal));
        Assert.Contains("✘ failed", lines[3], StringComparison.Ordinal);
        Assert.Contains("? undecided", lines[4], StringComparison.Ordinal);
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
        GateResult odd = SampleResults.Gate("odd", double.NaN, double.NaN, double.PositiveInfinity, 5, GateDirection.AtMost, GateVerdict.Undecided);

        Assert.Equal(["?", "undecided", "odd", "n/a", "[n/a,", "inf]", "at", "most", "5x"], Words(VerdictTable.Render([odd]).Split('\n')[1]));
        Assert.Equal("No gates ran.\n", VerdictTable.Render([]));
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
