using Smg.Wasm.Contract;

namespace Smg.Wasm.Middleware;

/// <summary>
/// One event of an upstream on its way through a chain: the events that it has become, and those that the present module makes of them.
/// </summary>
/// <param name="item">The event; null at the end of the stream.</param>
internal sealed class EventRun(StreamEvent? item)
{
    private List<StreamEvent> _events = item is null ? [] : [item];

    /// <summary>What the present module made of the events so far; null while it passed all.</summary>
    private List<StreamEvent>? _made;
    private bool _isTouched = item is null;

    /// <summary>Whether the stream ended before the present module.</summary>
    private bool _wasEnd = item is null;

    /// <summary>Events that the present module is called with.</summary>
    public int Count => _events.Count;

    /// <summary>Whether the stream ends after these events.</summary>
    public bool IsEnd { get; private set; } = item is null;

    /// <summary>Whether it is the present module that ended it: it is called no more.</summary>
    public bool IsEndedHere { get; private set; }

    /// <summary>What comes of the upstream's event.</summary>
    public EventResult Result =>
        new(
            IsEnd ? EventOutcome.End
                : _isTouched ? EventOutcome.Replace
                : EventOutcome.Pass,
            _events
        );

    /// <summary>An event that the present module is called with.</summary>
    public StreamEvent this[int index] => _events[index];

    /// <summary>Takes what the present module decided.</summary>
    /// <param name="index">The event that it decided on; the number of events for the stream's end.</param>
    /// <param name="action">Its decision.</param>
    public void Take(int index, EventAction action)
    {
        switch (action)
        {
            case EventPass when index < _events.Count:
                _made?.Add(_events[index]);
                break;
            case EventDrop:
                Begin(index);
                break;
            case EventRewrite rewrite:
                Begin(index).AddRange(rewrite.Events);
                break;
            case EventEnd end:
                Begin(index).AddRange(end.Events);
                IsEnd = true;
                IsEndedHere = true;
                break;
            default:
                break;
        }
    }

    /// <summary>Characters of the events that the present module made; 0 where it passed all.</summary>
    public long MadeLength => _made?.Sum(made => made.Length) ?? 0;

    /// <summary>Lets the events from one on pass the present module, which has failed.</summary>
    public void PassFrom(int index)
    {
        _made?.AddRange(_events[index..]);
        Advance();
    }

    /// <summary>Forgets what the present module decided.</summary>
    public void Discard()
    {
        _made = null;
        IsEnd = _wasEnd;
        Advance();
    }

    /// <summary>Goes on to the next module.</summary>
    public void Advance()
    {
        IsEndedHere = false;
        _wasEnd = IsEnd;
        if (_made is not null)
        {
            _isTouched = true;
            _events = _made;
            _made = null;
        }
    }

    private List<StreamEvent> Begin(int index) => _made ??= _events[..Math.Min(index, _events.Count)];
}
