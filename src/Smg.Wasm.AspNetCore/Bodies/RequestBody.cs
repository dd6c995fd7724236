using System.Buffers;
using System.IO.Pipelines;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.Contract;

namespace Smg.Wasm.AspNetCore.Bodies;

/// <summary>
/// A request's body as it lies in the server's own buffers: read to its end, and not taken out of them, so that it is still there to be
/// forwarded and was never copied into an array. It counts against the budget until the request ends.
/// </summary>
internal sealed class RequestBody(HttpRequest request, BodyLimits limits) : IDisposable
{
    private readonly PipeReader _reader = request.BodyReader;
    private ReadOnlySequence<byte> _buffer;
    private DecodedBody? _decoded;
    private long _reserved;
    private bool _isHeld;
    private bool _isReplaced;

    /// <summary>
    /// The whole body, without its codings where it was decoded. It is valid until <see cref="Return"/>, decoded until this is disposed.
    /// </summary>
    public MessageBody Bytes => new(IsDecoded ? _decoded!.Bytes : _buffer);

    /// <summary>Whether modules and upstream get it without the codings in which it was received.</summary>
    public bool IsDecoded { get; private set; }

    /// <summary>Whether the body has been read to its end: whoever reads it next does not wait for the client.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Whether the server was asked for the body: where the client waits for 100 (Continue), it has been sent.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>
    /// Whether a small body is in the server's buffers already, where it stays. Asked of requests that no module reads: nothing is read
    /// that the client holds back for 100 (Continue), and nothing whose end is not known beforehand.
    /// </summary>
    public static bool HasArrived(HttpRequest request)
    {
        if (
            request.ContentLength is not (> 0 and < HeldHead.MaxBytes)
            || request.Headers.Expect.Count > 0
            || !HttpProtocol.IsHttp11(request.Protocol)
            || HttpExit.IsAsked(request.HttpContext)
        )
        {
            return false;
        }

        try
        {
            if (!request.BodyReader.TryRead(out ReadResult read))
            {
                return false;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start);
            return read.IsCompleted;
        }
        catch (Exception e) when (e is BadHttpRequestException or IOException or OperationCanceledException)
        {
            // The client is gone, or ended its body too soon: whoever forwards the body sees the same, and says so.
            return false;
        }
    }

    /// <summary>Reads to the end, or a little more than a module may get; a body that says it is longer is not read at all.</summary>
    /// <param name="aborted">Set when the client is gone.</param>
    public async ValueTask<BodyEnd> ReadAsync(CancellationToken aborted)
    {
        if (HttpExit.IsAsked(request.HttpContext))
        {
            return BodyEnd.Complete;
        }

        if (request.ContentLength > limits.MaxBytes)
        {
            return BodyEnd.TooLarge;
        }

        HasBegun = true;
        CancellationTokenSource? deadline = null;
        try
        {
            while (true)
            {
                // Most bodies came with their headers: those need no deadline.
                if (!_reader.TryRead(out ReadResult read))
                {
                    deadline ??= StartDeadline(limits.RequestTimeout, aborted);
                    read = await _reader.ReadAsync(deadline.Token).ConfigureAwait(false);
                }

                _buffer = read.Buffer;
                _isHeld = true;
                if (_buffer.Length > limits.MaxBytes)
                {
                    return BodyEnd.TooLarge;
                }

                long more = BodyBudget.Charge(_buffer.Length) - _reserved;
                if (!limits.Budget.TryReserve(more) && !await limits.Budget.ReserveAsync(more, aborted).ConfigureAwait(false))
                {
                    return BodyEnd.Overloaded;
                }

                _reserved += more;
                if (read.IsCompleted)
                {
                    IsWhole = true;
                    return BodyEnd.Complete;
                }

                Release(_buffer.Start, _buffer.End);
            }
        }
        catch (OperationCanceledException)
        {
            return aborted.IsCancellationRequested ? BodyEnd.ClientGone : BodyEnd.TimedOut;
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode == StatusCodes.Status408RequestTimeout ? BodyEnd.TimedOut : BodyEnd.Malformed;
        }
        catch (IOException)
        {
            return BodyEnd.ClientGone;
        }
        finally
        {
            deadline?.Dispose();
        }
    }

    /// <summary>
    /// Decodes the body for modules, after it was read to its end: what a guard cannot read would pass it unread. The decoded body takes
    /// the place of the coded one, so that the upstream gets what modules saw.
    /// </summary>
    /// <param name="codings">The codings in the order in which they were applied.</param>
    /// <param name="aborted">Set when the client is gone.</param>
    /// <returns>TooLarge where modules cannot get all of it; NotDecodable where it cannot be decoded.</returns>
    public async ValueTask<BodyEnd> DecodeAsync(IReadOnlyList<string> codings, CancellationToken aborted)
    {
        _decoded = new DecodedBody(limits);
        BodyEnd end = await _decoded.ReadAsync(_buffer, codings, aborted).ConfigureAwait(false);
        if (end == BodyEnd.Complete)
        {
            IsDecoded = true;
            Replace();
        }

        return end;
    }

    /// <summary>Says that another body takes this one's place: it is not left in the buffers.</summary>
    public void Replace() => _isReplaced = true;

    /// <summary>Leaves the body in the connection, for whoever reads it next; modules are done with it.</summary>
    public void Return()
    {
        if (_isHeld)
        {
            SequencePosition end = _isReplaced ? _buffer.End : _buffer.Start;
            Release(end, end);
            _buffer = default;
        }
    }

    /// <summary>
    /// Makes a request's body what is still to be read here: an endpoint that reads the stream must not miss what was read already. After
    /// <see cref="Return"/>.
    /// </summary>
    public void LeaveTo(HttpRequest target)
    {
        if (!_isReplaced)
        {
            target.Body = _reader.AsStream(leaveOpen: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Return();
        _decoded?.Dispose();
        limits.Budget.Release(_reserved);
        _reserved = 0;
    }

    private static CancellationTokenSource StartDeadline(TimeSpan timeout, CancellationToken aborted)
    {
        CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        deadline.CancelAfter(timeout);
        return deadline;
    }

    private void Release(SequencePosition consumed, SequencePosition examined)
    {
        _isHeld = false;
        _reader.AdvanceTo(consumed, examined);
    }
}
