using System.Globalization;
using Smg.WasmPerf.Cli.Live;

namespace Smg.WasmPerf.Cli.Tests.Live;

public sealed class TerminalViewTests
{
    private const string Escape = "\u001b";

    private static readonly LiveState State = new("plain")
    {
        Title = "gate 1/2",
        Done = 0.5,
        Rows = [new LiveRow(("so far", "12 pairs"))],
    };

    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);

    [Fact]
    public void A_state_takes_the_place_of_the_one_before_it()
    {
        TerminalView view = new(_output, hasColors: false, () => (80, 24));
        view.Show(State);
        Assert.DoesNotContain(Escape + "[0J", _output.ToString(), StringComparison.Ordinal);
        _output.GetStringBuilder().Clear();
        view.Show(State with { Title = "gate 2/2" });
        Assert.StartsWith($"\r{Escape}[3A{Escape}[0J", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("gate 2/2", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_stays_stands_where_the_state_was_and_is_written_as_it_is()
    {
        TerminalView view = new(_output, hasColors: true, () => (20, 24));
        string line = "a line that is [wider] than the terminal: ./run-bench.sh gate";
        view.Show(State);
        _output.GetStringBuilder().Clear();
        view.WriteLine(line);
        view.WriteLine(line);
        string erased = _output.ToString();
        Assert.Equal(
            line + Environment.NewLine + line + Environment.NewLine,
            erased[(erased.IndexOf('J', StringComparison.Ordinal) + 1)..]
        );
    }

    [Fact]
    public void Without_colours_no_colour_is_set()
    {
        new TerminalView(_output, hasColors: false, () => (80, 24)).Show(State);
        Assert.DoesNotContain(Escape + "[3", _output.ToString(), StringComparison.Ordinal);
        new TerminalView(_output, hasColors: true, () => (80, 24)).Show(State);
        Assert.Contains(Escape + "[3", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_of_few_lines_gets_the_title_alone()
    {
        TerminalView view = new(_output, hasColors: false, () => (80, 2));
        view.Show(State);
        Assert.Contains("gate 1/2", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("12 pairs", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rare_state_is_drawn_and_of_others_one_in_a_while()
    {
        TerminalView view = new(_output, hasColors: false, () => (80, 24));
        Assert.False(view.IsDue(State, TimeSpan.FromMilliseconds(50)));
        Assert.True(view.IsDue(State, TimeSpan.FromMilliseconds(150)));
        Assert.True(view.IsDue(State with { IsRare = true }, TimeSpan.Zero));
    }
}
