using System.Diagnostics;

namespace Smg.WasmPerf.Cli.Live;

/// <summary>Tells what is going on: lines that stay, and states that the next one replaces. From any thread.</summary>
internal sealed class RunConsole(IConsoleView view)
{
    private readonly Lock _lock = new();
    private static readonly TimeSpan CloseTime = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _sinceUpdate = Stopwatch.StartNew();
    private volatile bool _isClosed;
    private IConsoleView _view = view;

    /// <summary>Writes a line that stays.</summary>
    public void Line(string text)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _view.WriteLine(text);
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
            if (!_isClosed && _view.IsDue(state, _sinceUpdate.Elapsed))
            {
                _sinceUpdate.Restart();
                _view.Show(state);
            }
        }
    }

    /// <summary>Goes on in another way.</summary>
    public void Use(IConsoleView other)
    {
        lock (_lock)
        {
            _view.Clear();
            _view = other;
        }
    }

    /// <summary>Leaves nothing behind but lines.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _view.Clear();
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
                _view.Clear();
            }
            finally
            {
                _lock.Exit();
            }
        }
    }
}
