using Smg.WasmPerf.Cli.Live;

namespace Smg.WasmPerf.Cli.Tests.Live;

public sealed class ConsoleViewsTests
{
    [Theory]
    [InlineData(true, true, "xterm-256color", true)]
    [InlineData(false, true, "xterm-256color", false)]
    [InlineData(true, false, "xterm-256color", false)]
    [InlineData(true, true, "dumb", false)]
    public void Only_a_terminal_that_can_move_its_cursor_and_a_user_who_wants_it_get_a_live_view(
        bool isTerminal,
        bool wantsLive,
        string term,
        bool isLive
    )
    {
        IConsoleView view = ConsoleViews.Choose(
            TextWriter.Null,
            isTerminal,
            wantsLive,
            name => name == "TERM" ? term : null,
            () => (80, 24)
        );
        Assert.Equal(isLive, view is TerminalView);
        Assert.Equal(!isLive, view is PlainView);
    }

    [Theory]
    [InlineData("1", false)]
    [InlineData("", true)]
    [InlineData(null, true)]
    public void NO_COLOR_takes_the_colours_and_leaves_the_view(string? noColor, bool hasColors)
    {
        using StringWriter output = new();
        IConsoleView view = ConsoleViews.Choose(
            output,
            isTerminal: true,
            wantsLive: true,
            name => name == "NO_COLOR" ? noColor : "xterm",
            () => (80, 24)
        );
        view.Show(new LiveState("state") { Done = 0.5 });
        Assert.Equal(hasColors, output.ToString().Contains("\u001b[3", StringComparison.Ordinal));
    }
}
