using System.Diagnostics;

namespace Smg.WasmPerf.Cli;

/// <summary>Shows what is going on: one line that is rewritten in a terminal, a line every few seconds elsewhere.</summary>
internal sealed class Status(TextWriter output, bool isTerminal)
{
    private const int MaxWidth = 110;
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Stopwatch _sinceUpdate = Stopwatch.StartNew();
    private bool _lineOpen;

    /// <summary>Writes a line that stays.</summary>
    public void Line(string text)
    {
        lock (_lock)
        {
            ClearOpenLine();
            output.WriteLine(text);
        }
    }

    /// <summary>Shows a state that the next one replaces. Most are dropped: call it as often as you like.</summary>
    public void Update(string text)
    {
        lock (_lock)
        {
            if (_sinceUpdate.Elapsed < (isTerminal ? TerminalInterval : PlainInterval))
            {
                return;
            }

            _sinceUpdate.Restart();
            if (isTerminal)
            {
                ClearOpenLine();
                output.Write("  " + (text.Length > MaxWidth ? text[..MaxWidth] : text));
                _lineOpen = true;
            }
            else
            {
                output.WriteLine("    " + text);
            }
        }
    }

    private void ClearOpenLine()
    {
        if (_lineOpen)
        {
            output.Write("\r\u001b[2K");
            _lineOpen = false;
        }
    }
}
