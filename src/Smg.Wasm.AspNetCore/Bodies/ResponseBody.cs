using System.Buffers;
using System.IO.Pipelines;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.Contract;

namespace Smg.Wasm.AspNetCore.Bodies;

/// <summary>
/// An upstream's body, read whole into pooled buffers and, where it has content codings, decoded beside them; what is longer than a module
/// may get stays in the connection. It counts against the budget until it is sent.
/// </summary>
internal sealed class ResponseBody(ResponseSource response, BodyLimits limits) : IAsyncDisposable
{
    private PipeReader? _reader;
    private DecodedBody? _decoded;
    private ReadOnlySequence<byte> _wire;
    private ReadOnlySequence<byte> _plain;
    private long _reserved;
    private bool _isWhole;
    private bool _isDecoded;

    /// <summary>What modules get. It is valid until this is disposed. Longer than the limit where modules cannot get it.</summary>
    public MessageBody Bytes => new(_plain);

    /// <summary>
    /// Bytes that <see cref="SendAsync(HttpResponse, CancellationToken)"/> sends; null where the end is still in the connection.
    /// </summary>
    public long? Length =>
        !_isWhole ? null
        : _isDecoded ? _plain.Length
        : _wire.Length;

    /// <summary>Reads to the end, or a little more than a module may get.</summary>
    /// <param name="aborted">Set when the client is gone.</param>
    public async ValueTask<BodyEnd> ReadAsync(CancellationToken aborted)
    {
        if (!response.HasBody)
        {
            _isWhole = true;
            return BodyEnd.Complete;
        }

        BodyEnd end;
        try
        {
            _reader = await response.OpenAsync(aborted).ConfigureAwait(false);
            (end, _wire) = await ReadAllAsync(_reader, aborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            return aborted.IsCancellationRequested ? BodyEnd.ClientGone
                : e.InnerException is TimeoutException ? BodyEnd.TimedOut
                : BodyEnd.Malformed;
        }

        _plain = _wire;
        _isWhole = end == BodyEnd.Complete;
        return end;
    }

    /// <summary>Decodes the body for modules. The head of the response follows where that succeeds within the limit.</summary>
    /// <param name="codings">The codings in the order in which they were applied.</param>
    /// <param name="aborted">Set when the client is gone.</param>
    /// <returns>TooLarge where modules cannot get all of it; NotDecodable where it cannot be decoded.</returns>
    public async ValueTask<BodyEnd> DecodeAsync(IReadOnlyList<string> codings, CancellationToken aborted)
    {
        _decoded = new DecodedBody(limits);
        BodyEnd end = await _decoded.ReadAsync(_wire, codings, aborted).ConfigureAwait(false);
        _plain = _decoded.Bytes;
        if (end == BodyEnd.Complete)
        {
            _isDecoded = true;
            response.RemoveCodings(_plain.Length);
        }

        return end;
    }

    /// <summary>
    /// Sends the body as it came from the upstream, decoded where its codings were taken off: what modules did not replace.
    /// </summary>
    public async ValueTask SendAsync(HttpResponse target, CancellationToken cancellationToken)
    {
        if (_isWhole)
        {
            await SendAsync(target, _isDecoded ? _plain : _wire, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Modules that failed for the length of the body, and are open, let all of it pass.
        await SendAsync(target, _wire, cancellationToken).ConfigureAwait(false);
        _reader!.AdvanceTo(_wire.End);
        _wire = default;
        await _reader.CopyToAsync(target.BodyWriter, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The body as it came from the upstream, with what is still in the connection: for those who take it piece by piece. Nothing else of
    /// this can be used then.
    /// </summary>
    public PipeReader Rewind()
    {
        _reader!.AdvanceTo(_wire.Start, _wire.Start);
        _wire = default;
        _plain = default;
        limits.Budget.Release(_reserved);
        _reserved = 0;
        return _reader;
    }

    /// <summary>Sends bytes as a response's body.</summary>
    public static async ValueTask SendAsync(HttpResponse target, ReadOnlySequence<byte> body, CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<byte> piece in body)
        {
            await target.BodyWriter.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        limits.Budget.Release(_reserved);
        _reserved = 0;
        _decoded?.Dispose();
        if (_reader is not null)
        {
            await _reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Reads to the end, to the limit, or until the upstream has been silent for too long: not the whole time counts, but each wait.
    /// </summary>
    private async ValueTask<(BodyEnd End, ReadOnlySequence<byte> Bytes)> ReadAllAsync(PipeReader reader, CancellationToken aborted)
    {
        ITimer? silence = null;
        long counted = 0;
        try
        {
            while (true)
            {
                ValueTask<ReadResult> pending = reader.ReadAsync(aborted);
                if (!pending.IsCompleted)
                {
                    silence ??= limits.Time.CreateTimer(
                        static reader => ((PipeReader)reader!).CancelPendingRead(),
                        reader,
                        Timeout.InfiniteTimeSpan,
                        Timeout.InfiniteTimeSpan
                    );
                    silence.Change(limits.UpstreamTimeout, Timeout.InfiniteTimeSpan);
                }

                ReadResult read = await pending.ConfigureAwait(false);
                silence?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                if (read.IsCanceled)
                {
                    return (BodyEnd.TimedOut, default);
                }

                if (read.Buffer.Length > limits.MaxBytes)
                {
                    return (BodyEnd.TooLarge, read.Buffer);
                }

                long more = read.Buffer.Length - counted;
                if (!limits.Budget.TryReserve(more) && !await limits.Budget.ReserveAsync(more, aborted).ConfigureAwait(false))
                {
                    return (BodyEnd.Overloaded, default);
                }

                counted += more;
                _reserved += more;
                if (read.IsCompleted)
                {
                    return (BodyEnd.Complete, read.Buffer);
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        finally
        {
            silence?.Dispose();
        }
    }
}
