using System.Diagnostics;

namespace Smg.WasmPerf.Cli.Live;

/// <summary>
/// Tells what is going on: lines that stay, and states that the next one replaces. From any thread. A terminal or file that cannot be
/// written to does not end what runs: the lines go to another view, or nowhere.
/// </summary>
/// <param name="view">Shows it.</param>
/// <param name="fallback">Shows the lines where <paramref name="view"/> fails; null for none.</param>
internal sealed class RunConsole(IConsoleView view, IConsoleView? fallback = null)
{
    private readonly Lock _lock = new();
    private static readonly TimeSpan CloseTime = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _sinceUpdate = Stopwatch.StartNew();
    private volatile bool _isClosed;
    private IConsoleView? _view = view;
    private IConsoleView? _fallback = fallback;

    /// <summary>Writes a line that stays.</summary>
    public void Line(string text)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                Show(view => view.WriteLine(text));
            }
        }
    }

    /// <summary>Shows a state of one line.</summary>
    public void Update(string text) => Update(new LiveState(text));

    /// <summary>Shows a state. Most are dropped: call it as often as you like.</summary>
    public void Update(LiveState state)
    {
        lock (_lock)
        {
            if (!_isClosed && _view?.IsDue(state, _sinceUpdate.Elapsed) == true)
            {
                _sinceUpdate.Restart();
                Show(view => view.Show(state));
            }
        }
    }

    /// <summary>Goes on in another way.</summary>
    public void Use(IConsoleView other)
    {
        lock (_lock)
        {
            Show(view => view.Clear());
            _view = other;
        }
    }

    /// <summary>Leaves nothing behind but lines.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Show(view => view.Clear());
        }
    }

    /// <summary>
    /// Leaves nothing behind but lines, and shows nothing from then on. It does not wait long for a terminal that is stopped.
    /// </summary>
    public void Close()
    {
        _isClosed = true;
        if (_lock.TryEnter(CloseTime))
        {
            try
            {
                Show(view => view.Clear());
            }
            finally
            {
                _lock.Exit();
            }
        }
    }

    private void Show(Action<IConsoleView> show)
    {
        try
        {
            if (_view is not null)
            {
                show(_view);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (_view, _fallback) = (_fallback, null);
            Show(view => view.WriteLine($"warning  {e.Message}: what follows is written to standard error, and the run continues"));
            Show(show);
        }
    }
}
