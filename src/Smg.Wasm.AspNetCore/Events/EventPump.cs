using System.Buffers;
using System.IO.Pipelines;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;

namespace Smg.Wasm.AspNetCore.Events;

/// <summary>
/// Takes one stream from an upstream to a client, event by event: 1. read until an event is whole; 2. ask the modules; 3. write what they
/// say, byte for byte where they let it pass; 4. flush before the next wait. It holds one event, bounded and counted in the budget of
/// bodies, and no thread while it waits.
/// </summary>
internal sealed class EventPump : IAsyncDisposable
{
    /// <summary>Bytes of a stream that are not counted: as many as a connection reads anyway.</summary>
    private const int FreeBytes = 32 << 10;

    private readonly PipeReader _source;
    private readonly EventChain _chain;
    private readonly BodyLimits _limits;
    private readonly EventOutput _output;
    private readonly EventSplitter _splitter = new();
    private readonly CancellationToken _aborted;
    private readonly ITimer _silence;
    private bool _isFirst = true;

    /// <summary>Whether the upstream's stream is over, and its last event lacks the blank line.</summary>
    private bool _isUnended;
    private long _reserved;
    private volatile bool _isSilent;
    private volatile bool _isDrained;

    /// <summary>Makes a pump.</summary>
    /// <param name="source">The stream without content codings.</param>
    /// <param name="chain">The modules.</param>
    /// <param name="response">Where it goes.</param>
    /// <param name="limits">What bounds an event, and the upstream's silence.</param>
    public EventPump(PipeReader source, EventChain chain, HttpResponse response, BodyLimits limits)
    {
        _source = source;
        _chain = chain;
        _limits = limits;
        _output = new EventOutput(response.BodyWriter);
        _aborted = response.HttpContext.RequestAborted;
        _silence = limits.Time.CreateTimer(
            static pump => ((EventPump)pump!).OnSilence(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>The failure that ended the stream; null where none did.</summary>
    public ExecutionFailure? Failure { get; private set; }

    /// <summary>Called when an event passes all modules unseen because of its size.</summary>
    public required Action OnPassedUnseen { get; init; }

    /// <summary>Whether the client has a part of an event whose end it will not get.</summary>
    public bool IsInside => _output.IsInside && !_isUnended;

    /// <summary>Sends why the stream ends.</summary>
    /// <param name="type">A name for programs.</param>
    /// <param name="message">A sentence for people.</param>
    public async ValueTask SendErrorAsync(string type, string message)
    {
        _output.WriteError(type, message);
        await _output.FlushAsync(_aborted).ConfigureAwait(false);
    }

    /// <summary>Ends the stream at the next event. May come from any thread.</summary>
    public void Drain()
    {
        _isDrained = true;
        _source.CancelPendingRead();
    }

    /// <summary>Runs to the stream's end.</summary>
    public async Task<EventStreamEnd> RunAsync()
    {
        try
        {
            while (true)
            {
                await _output.FlushAsync(_aborted).ConfigureAwait(false);
                ReadResult read = await ReadAsync().ConfigureAwait(false);
                if (_isDrained || _isSilent)
                {
                    return _isDrained ? EventStreamEnd.ModuleRemoved : EventStreamEnd.UpstreamSilent;
                }

                if (await SendAsync(read).ConfigureAwait(false) is { } end)
                {
                    await _output.FlushAsync(_aborted).ConfigureAwait(false);
                    return end;
                }
            }
        }
        catch (OperationCanceledException) when (_aborted.IsCancellationRequested)
        {
            return EventStreamEnd.ClientGone;
        }
        catch (Exception e)
            when (e
                    is IOException
                        or HttpRequestException
                        or OperationCanceledException
                        or InvalidDataException
                        or InvalidOperationException
            )
        {
            return _aborted.IsCancellationRequested ? EventStreamEnd.ClientGone : EventStreamEnd.UpstreamFailed;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _silence.DisposeAsync().ConfigureAwait(false);
        _limits.Budget.Release(_reserved);
        _reserved = 0;
    }

    private async ValueTask<ReadResult> ReadAsync()
    {
        ValueTask<ReadResult> pending = _source.ReadAsync(_aborted);
        if (pending.IsCompleted)
        {
            return await pending.ConfigureAwait(false);
        }

        _silence.Change(_limits.UpstreamTimeout, Timeout.InfiniteTimeSpan);
        ReadResult read = await pending.ConfigureAwait(false);
        _silence.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return read;
    }

    /// <summary>Takes what was read through the modules.</summary>
    /// <returns>Why the stream ends; null where it goes on.</returns>
    private async ValueTask<EventStreamEnd?> SendAsync(ReadResult read)
    {
        ReadOnlySequence<byte> rest = read.Buffer;
        while (_splitter.TryTake(rest, out EventBlock block))
        {
            if (await SendAsync(rest.Slice(0, block.Length), block).ConfigureAwait(false) is { } end)
            {
                return end;
            }

            rest = rest.Slice(block.Length);
        }

        if (read.IsCompleted)
        {
            return await FinishAsync(rest).ConfigureAwait(false);
        }

        bool isTooLarge = rest.Length > _limits.MaxBytes;
        if (_splitter.IsInside || isTooLarge || !await TryReserveAsync(rest.Length).ConfigureAwait(false))
        {
            if (!_splitter.IsInside && _chain.IsClosed)
            {
                return isTooLarge ? EventStreamEnd.EventTooLarge : EventStreamEnd.BuffersFull;
            }

            PassUnfinished(ref rest);
        }

        _source.AdvanceTo(rest.Start, rest.End);
        return null;
    }

    /// <summary>Lets the beginning of an event pass whose end is still to come.</summary>
    private void PassUnfinished(ref ReadOnlySequence<byte> rest)
    {
        if (!_splitter.IsInside && _chain.SeesEvents)
        {
            OnPassedUnseen();
        }

        _output.WriteBlock(rest, _isFirst, isWhole: false);
        _isFirst &= rest.Length == 0;
        _splitter.TakeUnfinished();
        rest = rest.Slice(rest.End);
        Reserve(0);
    }

    private async ValueTask<EventStreamEnd?> SendAsync(ReadOnlySequence<byte> bytes, EventBlock block)
    {
        if (block.IsLineFeed && !_output.EndsAsSent)
        {
            // The event that it would end was replaced or left out, and so is it.
            return null;
        }

        bool isFirst = _isFirst;
        _isFirst = false;
        if (block.IsEmpty || block.IsRest || !_chain.SeesEvents)
        {
            _output.WriteBlock(bytes, isFirst, isWhole: !_isUnended);
            return null;
        }

        if (bytes.Length > _limits.MaxBytes)
        {
            if (_chain.IsClosed)
            {
                return EventStreamEnd.EventTooLarge;
            }

            OnPassedUnseen();
            _output.WriteBlock(bytes, isFirst, isWhole: !_isUnended);
            return null;
        }

        ValueTask<EventResult> call = _chain.SendAsync(EventParser.Parse(bytes, isFirst), _aborted);
        if (!call.IsCompleted)
        {
            // What came before must not wait for this event's modules.
            ValueTask<FlushResult> flush = _output.FlushAsync(_aborted);
            EventResult result = await call.ConfigureAwait(false);
            await flush.ConfigureAwait(false);
            return Take(result, bytes, isFirst);
        }

        return Take(await call.ConfigureAwait(false), bytes, isFirst);
    }

    /// <summary>The upstream's stream is over: an event may lack its blank line, and modules may have held events back.</summary>
    private async ValueTask<EventStreamEnd?> FinishAsync(ReadOnlySequence<byte> rest)
    {
        _isUnended = rest.Length > 0;
        if (
            rest.Length > 0
            && await SendAsync(rest, new EventBlock(rest.Length, IsEmpty: false, _splitter.IsInside)).ConfigureAwait(false) is { } early
        )
        {
            return early;
        }

        return
            Take(await _chain.EndAsync(_aborted).ConfigureAwait(false), ReadOnlySequence<byte>.Empty, isFirst: false)
            is EventStreamEnd.ModuleFailed
            ? EventStreamEnd.ModuleFailed
            : EventStreamEnd.Complete;
    }

    private EventStreamEnd? Take(in EventResult result, in ReadOnlySequence<byte> bytes, bool isFirst)
    {
        switch (result.Outcome)
        {
            case EventOutcome.Pass:
                _output.WriteBlock(bytes, isFirst, isWhole: !_isUnended);
                return null;
            case EventOutcome.Replace:
                _output.Write(result.Events);
                return null;
            case EventOutcome.End:
                _output.Write(result.Events);
                return EventStreamEnd.Module;
            case EventOutcome.Failed:
                Failure = result.Failure;
                return EventStreamEnd.ModuleFailed;
            case EventOutcome.Cancelled:
            default:
                return EventStreamEnd.ClientGone;
        }
    }

    /// <summary>Counts the bytes of an event that is not whole yet.</summary>
    private async ValueTask<bool> TryReserveAsync(long held)
    {
        long wanted = Math.Max(0, held - FreeBytes);
        long more = wanted - _reserved;
        if (more > 0 && !_limits.Budget.TryReserve(more) && !await _limits.Budget.ReserveAsync(more, _aborted).ConfigureAwait(false))
        {
            return false;
        }

        _reserved = Math.Max(_reserved, wanted);
        Reserve(wanted);
        return true;
    }

    /// <summary>Gives back what is counted beyond so many bytes.</summary>
    private void Reserve(long wanted)
    {
        _limits.Budget.Release(_reserved - wanted);
        _reserved = wanted;
    }

    private void OnSilence()
    {
        _isSilent = true;
        _source.CancelPendingRead();
    }
}
