using System.Runtime.CompilerServices;

namespace Smg.Gateway.Proxy;

/// <summary>
/// A connection to an HTTP/1.1 upstream that ends where interim responses (1xx) come without an end, or where the final one to HEAD does not follow them.
/// A response without interim ones costs a look at its first bytes, and no memory.
/// </summary>
/// <param name="inner">The connection.</param>
/// <param name="headTimeout">How long the final response to HEAD may take after an interim one.</param>
internal sealed class InterimStream(Stream inner, TimeSpan headTimeout) : StreamFilter(inner)
{
    /// <summary>Interim responses to one request. Servers send one or two; one that sends 102 each second to a model's answer of a minute is within it.</summary>
    internal const int MaxInterim = 128;

    /// <summary>Bytes of interim responses to one request: as much as the head of a final one may have.</summary>
    internal const int MaxInterimBytes = 64 * 1024;

    private InterimReader _reader;
    private bool _isHead;

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_reader.IsAwaiting)
        {
            _isHead = buffer.Span.StartsWith("HEAD "u8);
            _reader.Begin();
        }

        return Inner.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => _reader.IsAwaiting && buffer.Length > 0 ? ReadHeadAsync(buffer, cancellationToken) : Inner.ReadAsync(buffer, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadHeadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int read = _isHead && _reader.Count > 0
            ? await ReadInTimeAsync(buffer, cancellationToken).ConfigureAwait(false)
            : await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _reader.Take(buffer.Span[..read]);
        if (_isHead && _reader.IsSwitched)
        {
            // SocketsHttpHandler would take the connection for free, and the next request on it would wait for an answer in vain.
            throw new IOException("The upstream answered HEAD with 101.");
        }

        return _reader.Count <= MaxInterim && _reader.Bytes <= MaxInterimBytes ? read
            : throw new IOException($"The upstream sent more than {MaxInterim} interim responses or {MaxInterimBytes} bytes of them and no final one.");
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
