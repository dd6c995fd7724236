using Smg.Wasm.Contract;
using Smg.Wasm.Failures;

namespace Smg.Wasm.Middleware;

/// <summary>
/// Counts the decisions of one module on the events of one stream, for a log. Not thread-safe: the events of a stream follow each other.
/// </summary>
public sealed class EventTally
{
    /// <summary>The failure of a module for which no instance was left.</summary>
    public const string StreamsFull = "streams_full";

    private readonly TimeProvider _time;

    internal EventTally(string module, TimeProvider time) => (Module, _time) = (module, time);

    /// <summary>The module's name.</summary>
    public string Module { get; }

    /// <summary>Events that it let pass.</summary>
    public long Passed { get; private set; }

    /// <summary>Events that it replaced by others, plus 1 where it sent events at the stream's end.</summary>
    public long Rewritten { get; private set; }

    /// <summary>Events that it dropped.</summary>
    public long Dropped { get; private set; }

    /// <summary>1 where it ended the stream, else 0.</summary>
    public long Ended { get; private set; }

    /// <summary>
    /// 1 where it failed or no instance was left for it, and it sees no event after that; else 0. A call that a client cancelled is not a
    /// failure.
    /// </summary>
    public long Failed => Failure is null or nameof(FailureCause.Cancelled) ? 0 : 1;

    /// <summary>
    /// Why it sees no more events: a cause as in metrics, or <see cref="StreamsFull"/>. Null where it sees them to the end.
    /// </summary>
    public string? Failure { get; private set; }

    /// <summary>
    /// The decisions in one word: <see cref="Failure"/>, else <c>end</c>, <c>modify</c> where it rewrote or dropped an event, or
    /// <c>continue</c>.
    /// </summary>
    public string Outcome =>
        Failure
        ?? (
            Ended > 0 ? "end"
            : Rewritten + Dropped > 0 ? "modify"
            : "continue"
        );

    /// <summary>Total time of its calls, queue time included, the creation of the instance excluded.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Calls the module's instance, and notes what it decides.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="item">The event; null at the stream's end.</param>
    /// <param name="cancellationToken">Gives the stream up.</param>
    internal async ValueTask<ExecutionResult> CallAsync(StreamInstance instance, StreamEvent? item, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        ExecutionResult result = await instance.SendAsync(item, cancellationToken).ConfigureAwait(false);
        Duration += _time.GetElapsedTime(start);
        if (result.Failure is { } failure)
        {
            Fail(failure.Cause);
        }
        else if (item is not null)
        {
            Count(result.Answer!);
        }
        else if (result.Answer is EventRewrite { Events.Count: > 0 } or EventEnd { Events.Count: > 0 })
        {
            Rewritten++;
        }

        return result;
    }

    /// <summary>Notes that the module sees no more events.</summary>
    internal void Fail(FailureCause cause) => Failure = cause.ToString();

    /// <summary>Notes that no instance was left for the module.</summary>
    internal void FailWithoutPlace() => Failure = StreamsFull;

    private void Count(GuestAnswer answer)
    {
        switch (answer)
        {
            case EventPass:
                Passed++;
                break;
            case EventRewrite:
                Rewritten++;
                break;
            case EventDrop:
                Dropped++;
                break;
            case EventEnd:
                Ended++;
                break;
            default:
                break;
        }
    }
}
