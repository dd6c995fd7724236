using System.Globalization;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Smg.WasmPerf.Cli.Live;

/// <summary>
/// Draws states below the lines that stay, each over the one before. It draws when a state arrives and at no other time:
/// no drawing thread disturbs what is measured.
/// </summary>
internal sealed class TerminalView : IConsoleView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter _output;
    private readonly Func<(int Width, int Height)> _size;
    private readonly StringBuilder _buffer = new();
    private readonly IAnsiConsole _console;
    private int _height;

    /// <summary>Makes a view.</summary>
    /// <param name="output">The terminal.</param>
    /// <param name="hasColors">Whether colours are wanted.</param>
    /// <param name="size">The terminal's columns and lines.</param>
    public TerminalView(TextWriter output, bool hasColors, Func<(int Width, int Height)> size)
    {
        _output = output;
        _size = size;
        _console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                ColorSystem = hasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(new StringWriter(_buffer, CultureInfo.InvariantCulture)),
            }
        );
    }

    /// <inheritdoc/>
    public bool IsDue(LiveState state, TimeSpan sinceLast) => state.IsRare || sinceLast >= Interval;

    /// <inheritdoc/>
    public void WriteLine(string text)
    {
        Clear();
        _output.WriteLine(text);
    }

    /// <inheritdoc/>
    public void Show(LiveState state)
    {
        (int width, int height) = _size();
        _console.Profile.Width = Math.Max(1, width);
        IRenderable block = LiveBlock.Of(state);
        int lines = Segment.SplitLines(block.GetSegments(_console)).Count;
        if (lines >= height)
        {
            block = LiveBlock.Of(state with { Rows = [] });
            lines = Segment.SplitLines(block.GetSegments(_console)).Count;
        }

        // In one piece, or it flickers.
        _buffer.Clear().Append(Erase());
        _console.Write(block);
        _output.Write(_buffer.ToString());
        _height = lines;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _output.Write(Erase());
        _height = 0;
    }

    /// <summary>Moves to the first line of the last block, and erases from there.</summary>
    private string Erase() => _height == 0 ? "" : FormattableString.Invariant($"\r\u001b[{_height}A\u001b[0J");
}
