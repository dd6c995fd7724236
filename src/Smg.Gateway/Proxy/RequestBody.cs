using System.Buffers;
using System.IO.Pipelines;
using Smg.Wasm.Middleware;

namespace Smg.Gateway.Proxy;

/// <summary>
/// A request's body as it lies in the server's own buffers: read to its end, and not taken out of them, so that it is still there to be forwarded
/// and was never copied into an array.
/// </summary>
internal sealed class RequestBody(HttpRequest request, int maxBytes) : IDisposable
{
    private readonly PipeReader _reader = request.BodyReader;
    private ReadOnlySequence<byte> _buffer;
    private bool _isHeld;
    private bool _isReplaced;

    /// <summary>The whole body. It is valid until this is disposed.</summary>
    public MessageBody Bytes => new(_buffer);

    /// <summary>Reads to the end.</summary>
    /// <param name="timeout">How long that may take.</param>
    /// <param name="aborted">Set when the client is gone.</param>
    public async ValueTask<RequestBodyEnd> ReadAsync(TimeSpan timeout, CancellationToken aborted)
    {
        if (request.ContentLength > maxBytes)
        {
            return RequestBodyEnd.TooLarge;
        }

        CancellationTokenSource? deadline = null;
        try
        {
            while (true)
            {
                // Most bodies came with their headers: those need no deadline.
                if (!_reader.TryRead(out ReadResult read))
                {
                    deadline ??= StartDeadline(timeout, aborted);
                    read = await _reader.ReadAsync(deadline.Token).ConfigureAwait(false);
                }

                _buffer = read.Buffer;
                _isHeld = true;
                if (_buffer.Length > maxBytes)
                {
                    return RequestBodyEnd.TooLarge;
                }

                if (read.IsCompleted)
                {
                    return RequestBodyEnd.Complete;
                }

                Release(_buffer.Start, _buffer.End);
            }
        }
        catch (OperationCanceledException)
        {
            return aborted.IsCancellationRequested ? RequestBodyEnd.ClientGone : RequestBodyEnd.TimedOut;
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode == StatusCodes.Status408RequestTimeout ? RequestBodyEnd.TimedOut : RequestBodyEnd.Malformed;
        }
        catch (IOException)
        {
            return RequestBodyEnd.ClientGone;
        }
        finally
        {
            deadline?.Dispose();
        }
    }

    /// <summary>Says that another body takes this one's place: it is not left in the buffers.</summary>
    public void Replace() => _isReplaced = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isHeld)
        {
            SequencePosition end = _isReplaced ? _buffer.End : _buffer.Start;
            Release(end, end);
        }
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
