using System.Buffers;
using System.IO.Pipelines;
using Smg.Wasm.Middleware;

namespace Smg.Gateway.Proxy;

/// <summary>An upstream's body, read whole into pooled buffers; what is longer than a module may get stays in the connection.</summary>
internal sealed class ResponseBody(HttpResponseMessage response, int maxBytes) : IAsyncDisposable
{
    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 16 * 1024, minimumReadSize: 4 * 1024, leaveOpen: true);

    private readonly bool _hasBody = StreamRule.HasBody(response);
    private PipeReader? _reader;
    private ReadOnlySequence<byte> _buffer;
    private bool _isWhole;

    /// <summary>What was read. It is valid until this is disposed.</summary>
    public MessageBody Bytes => new(_buffer);

    /// <summary>Reads to the end, or a little more than a module may get.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        if (!_hasBody)
        {
            _isWhole = true;
            return;
        }

        _reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), Buffers);
        while (true)
        {
            ReadResult read = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            _buffer = read.Buffer;
            _isWhole = read.IsCompleted;
            if (_isWhole || _buffer.Length > maxBytes)
            {
                return;
            }

            _reader.AdvanceTo(_buffer.Start, _buffer.End);
        }
    }

    /// <summary>Sends a body that modules let pass, or put in this one's place.</summary>
    public async ValueTask SendAsync(HttpResponse target, MessageBody body, CancellationToken cancellationToken)
    {
        if (!_hasBody)
        {
            return;
        }

        foreach (ReadOnlyMemory<byte> piece in body.Sequence)
        {
            await target.BodyWriter.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }

        // Modules that failed for the length of the body, and are open, let all of it pass.
        if (!_isWhole && body == Bytes)
        {
            _reader!.AdvanceTo(_buffer.End);
            _buffer = default;
            await _reader.CopyToAsync(target.BodyWriter, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reader?.CompleteAsync() ?? ValueTask.CompletedTask;
}
