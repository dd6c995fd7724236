using System.Globalization;
using Smg.Load.Running;
using Smg.WasmPerf.Cli.Commands.Load;
using Smg.WasmPerf.Cli.Live;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class RunConsoleTests
{
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);

    [Fact]
    public void Plain_output_has_the_lines_and_of_a_flood_of_states_none()
    {
        RunConsole status = new(new PlainView(_output));
        status.Line("gate 1/2");
        for (int i = 0; i < 1000; i++)
        {
            status.Update($"{i} pairs");
        }

        status.Line("    passed");
        Assert.Equal($"gate 1/2{Environment.NewLine}    passed{Environment.NewLine}", _output.ToString());
    }

    [Fact]
    public void Plain_output_gets_a_state_as_one_indented_line_when_one_is_due()
    {
        PlainView view = new(_output);
        LiveState state = new("12 pairs") { Title = "gate", Rows = [new LiveRow(("so far", "12 pairs"))] };
        Assert.False(view.IsDue(state, TimeSpan.FromSeconds(4.9)));
        Assert.True(view.IsDue(state, TimeSpan.FromSeconds(5)));
        Assert.False(view.IsDue(new LiveState(""), TimeSpan.FromSeconds(5)));
        view.Show(state);
        Assert.Equal($"    12 pairs{Environment.NewLine}", _output.ToString());
    }

    [Fact]
    public void Each_scenario_that_runs_has_a_row_until_another_measurement_begins()
    {
        RunConsole status = new(new TerminalView(_output, hasColors: false, () => (120, 40)));
        LoadProgressView load = new(status);
        load.Begin("load 7/8  slow-guest");
        load.Report(Progress("auth", 1));
        load.Report(Progress("spin", 1));
        Assert.Contains("auth", Last(), StringComparison.Ordinal);
        Assert.Contains("spin      measured  1,234/s  9,990      10  95 µs  2.1 ms     17", Last(), StringComparison.Ordinal);
        Assert.Contains("load 7/8  slow-guest", Last(), StringComparison.Ordinal);

        load.Report(Progress("auth", 0.2));
        Assert.DoesNotContain("spin", Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_goes_when_another_view_takes_over()
    {
        RunConsole status = new(new TerminalView(_output, hasColors: false, () => (80, 24)));
        status.Update(new LiveState("state") { IsRare = true });
        status.Use(new PlainView(_output));
        status.Line("end");
        Assert.EndsWith($"\u001b[0Jend{Environment.NewLine}", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_is_full_does_not_end_what_runs_and_its_lines_go_elsewhere()
    {
        RunConsole status = new(new PlainView(new FullWriter()), new PlainView(_output));
        status.Line("gate 1/2");
        status.Line("    passed");
        status.Close();
        Assert.Equal(
            [
                "warning  No space left on device: what follows is written to standard error, and the run continues",
                "gate 1/2",
                "    passed",
                "",
            ],
            _output.ToString().Split(Environment.NewLine)
        );
    }

    [Fact]
    public void Where_every_output_is_full_nothing_is_written_and_nothing_thrown()
    {
        RunConsole status = new(new PlainView(new FullWriter()), new PlainView(new FullWriter()));
        status.Line("gate 1/2");
        status.Line("    passed");
        status.Close();
        Assert.Empty(_output.ToString());
    }

    private static LoadProgress Progress(string scenario, double seconds) =>
        new()
        {
            Scenario = scenario,
            Phase = LoadPhase.Measured,
            Elapsed = TimeSpan.FromSeconds(seconds),
            Total = TimeSpan.FromSeconds(5),
            RequestCount = 10_000,
            FailCount = 10,
            RatePerSecond = 1234,
            P50Us = 95,
            P99Us = 2_100,
            Waiting = 17,
        };

    /// <summary>What was drawn last.</summary>
    private string Last()
    {
        string all = _output.ToString();
        return all[(all.LastIndexOf("\u001b[0J", StringComparison.Ordinal) + 1)..];
    }
}
