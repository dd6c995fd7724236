using Smg.WasmPerf.Cli.Live;
using Spectre.Console.Testing;

namespace Smg.WasmPerf.Cli.Tests.Live;

public sealed class LiveBlockTests
{
    private static readonly LiveState State = new("plain")
    {
        Title = "load 1/8  steady-state",
        Done = 0.4,
        Left = TimeSpan.FromSeconds(2.4),
        Rows =
        [
            new LiveRow(("scenario", "auth"), (">rate", "1,000/s"), (">p99", "95 µs")),
            new LiveRow(("scenario", "spin [slow]"), (">rate", "9/s"), (">p99", "100 ms")),
        ],
    };

    [Fact]
    public void A_state_has_its_title_a_bar_of_its_part_and_the_time_left_above_its_values()
    {
        using TestConsole console = new();
        console.Profile.Width = 100;
        console.Write(LiveBlock.Of(State));
        Assert.Equal(
            [
                "  load 1/8  steady-state  ━━━━━━━━━━━━──────────────────  40 %  3 s left",
                "  scenario        rate     p99",
                "  auth         1,000/s   95 µs",
                "  spin [slow]      9/s  100 ms",
            ],
            console.Lines.Select(line => line.TrimEnd())
        );
    }

    [Fact]
    public void A_state_of_one_line_is_that_line()
    {
        using TestConsole console = new();
        console.Write(LiveBlock.Of(new LiveState("12 pairs, 5.1x [4.9, 5.3]")));
        Assert.Equal("  12 pairs, 5.1x [4.9, 5.3]", Assert.Single(console.Lines).TrimEnd());
    }

    [Theory]
    [InlineData(-1, "0 %")]
    [InlineData(0, "0 %")]
    [InlineData(1.7, "100 %")]
    [InlineData(double.PositiveInfinity, "100 %")]
    public void A_part_outside_its_range_is_shown_at_its_end(double done, string shown)
    {
        using TestConsole console = new();
        console.Write(LiveBlock.Of(State with { Done = done, Rows = [] }));
        Assert.Contains($" {shown} ", console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_narrow_terminal_gets_no_line_that_is_wider()
    {
        using TestConsole console = new();
        console.Profile.Width = 24;
        console.Write(LiveBlock.Of(State));
        Assert.All(console.Lines, line => Assert.InRange(line.Length, 0, 24));
    }

    [Theory]
    [InlineData(-3, "0 s left")]
    [InlineData(59.2, "60 s left")]
    [InlineData(3_725, "1:02:05 left")]
    public void Time_left_is_told_as_people_do(double seconds, string shown)
    {
        using TestConsole console = new();
        console.Write(LiveBlock.Of(State with { Left = TimeSpan.FromSeconds(seconds), Rows = [] }));
        Assert.Contains(shown, console.Output, StringComparison.Ordinal);
    }
}
