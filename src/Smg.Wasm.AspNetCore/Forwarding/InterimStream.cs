using System.Runtime.CompilerServices;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>
/// A connection to an HTTP/1.1 upstream that hands interim responses (1xx) to the request's <see cref="InterimRelay"/>, and ends where they
/// come without an end, or where the final one to HEAD does not follow them.
/// A response without interim ones costs a look at its first bytes, and no memory. The head of a request whose body is there already leaves
/// together with it.
/// </summary>
/// <param name="inner">The connection.</param>
/// <param name="headTimeout">How long the final response to HEAD may take after an interim one.</param>
internal sealed class InterimStream(Stream inner, TimeSpan headTimeout) : StreamFilter(inner)
{
    /// <summary>
    /// Interim responses to one request. Servers send one or two; one that sends 102 each second to a model's answer of a minute is within
    /// it.
    /// </summary>
    internal const int MaxInterim = 128;

    /// <summary>Bytes of interim responses to one request: as much as the head of a final one may have.</summary>
    internal const int MaxInterimBytes = 64 * 1024;

    private InterimReader _reader;
    private HeldHead _held;
    private InterimRelay? _relay;
    private bool _isHead;

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A body may still be on its way when the final response has come: what follows that is not a head.
        InterimRelay? relay = InterimRelay.Current;
        if (relay is null ? !_reader.IsAwaiting : !ReferenceEquals(relay, _relay))
        {
            _isHead = buffer.Span.StartsWith("HEAD "u8);
            _relay = relay;
            _reader.Begin(collects: relay is not null);
            if (relay is { BodyFollows: true } && _held.TryHold(buffer.Span))
            {
                return ValueTask.CompletedTask;
            }
        }

        return _held.IsEmpty ? Inner.WriteAsync(buffer, cancellationToken) : WriteHeldAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length > 0 && _reader.IsAwaiting)
        {
            return ReadHeadAsync(buffer, cancellationToken);
        }

        ValueTask<int> read = Inner.ReadAsync(buffer, cancellationToken);
        return buffer.Length == 0 || read.IsCompleted ? read : ReadAheadAsync(read, buffer);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _held.Release();
        base.Dispose(disposing);
    }

    /// <summary>Writes the head that is held, and what follows it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteHeldAsync(ReadOnlyMemory<byte> next, CancellationToken cancellationToken)
    {
        bool isJoined = _held.TryAppend(next.Span);
        HeldHead held = _held;
        _held = default;
        try
        {
            await Inner.WriteAsync(held.Bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            held.Release();
        }

        if (!isJoined)
        {
            await Inner.WriteAsync(next, cancellationToken).ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadHeadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!_held.IsEmpty)
        {
            // The answer is awaited, and nothing followed the head: it must not wait for more.
            await WriteHeldAsync(default, cancellationToken).ConfigureAwait(false);
        }

        int read =
            _isHead && _reader.Count > 0
                ? await ReadInTimeAsync(buffer, cancellationToken).ConfigureAwait(false)
                : await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        await TakeAsync(buffer[..read]).ConfigureAwait(false);
        return read;
    }

    /// <summary>
    /// SocketsHttpHandler may begin to read before it sends the next request: whose bytes they are shows when they are there.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadAheadAsync(ValueTask<int> pending, Memory<byte> buffer)
    {
        int read = await pending.ConfigureAwait(false);
        if (_reader.IsAwaiting)
        {
            await TakeAsync(buffer[..read]).ConfigureAwait(false);
        }

        return read;
    }

    /// <summary>
    /// Takes bytes of a head. The final response, which may be among them, is not seen before its interim ones are with the client.
    /// </summary>
    private ValueTask TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        _reader.Take(bytes.Span);
        if (_isHead && _reader.IsSwitched)
        {
            // SocketsHttpHandler would take the connection for free, and the next request on it would wait for an answer in vain.
            throw new IOException("The upstream answered HEAD with 101.");
        }

        if (_reader.Count > MaxInterim || _reader.Bytes > MaxInterimBytes)
        {
            throw new IOException(
                $"The upstream sent more than {MaxInterim} interim responses or {MaxInterimBytes} bytes of them and no final one."
            );
        }

        return _reader.Heads is { } heads ? PassAsync(heads) : ValueTask.CompletedTask;
    }

    private async ValueTask PassAsync(InterimHeads heads)
    {
        while (heads.TryTake(out InterimHead head))
        {
            await _relay!.PassAsync(head).ConfigureAwait(false);
        }
    }

    private async ValueTask<int> ReadInTimeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(headTimeout);
        try
        {
            return await Inner.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InterimTimeoutException();
        }
    }
}
