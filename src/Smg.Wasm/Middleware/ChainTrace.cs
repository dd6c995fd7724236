using Smg.Wasm.Contract;

namespace Smg.Wasm.Middleware;

/// <summary>
/// Records the calls of one message's chains, for a log. Not thread-safe: the chains of one message run one after the other.
/// </summary>
/// <param name="time">The clock; null for the system's.</param>
public sealed class ChainTrace(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly List<ChainCall> _calls = [];
    private readonly List<EventTally> _streams = [];
    private string _module = "";
    private AttachPoint _attachPoint;
    private long _start;

    /// <summary>The calls in their order.</summary>
    public IReadOnlyList<ChainCall> Calls => _calls;

    /// <summary>The modules that see the events of the message's stream, in their order.</summary>
    public IReadOnlyList<EventTally> Streams => _streams;

    /// <summary>A module is about to be called.</summary>
    internal void Begin(string module, AttachPoint attachPoint) =>
        (_module, _attachPoint, _start) = (module, attachPoint, _time.GetTimestamp());

    /// <summary>The module has answered, or its call has failed.</summary>
    internal void End(in ExecutionResult result) =>
        _calls.Add(new ChainCall(_module, _attachPoint, Outcome(result), _time.GetElapsedTime(_start)));

    /// <summary>A module is about to see the events of a stream.</summary>
    internal EventTally Follow(string module)
    {
        EventTally tally = new(module, _time);
        _streams.Add(tally);
        return tally;
    }

    private static string Outcome(in ExecutionResult result) =>
        result.Answer switch
        {
            ContinueAction => "continue",
            ModifyAction => "modify",
            RejectAction => "reject",
            _ => result.Failure!.Cause.ToString(),
        };
}
