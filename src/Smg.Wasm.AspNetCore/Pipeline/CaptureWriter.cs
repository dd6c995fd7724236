using System.IO.Pipelines;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>
/// What an endpoint writes to while its response is captured: the pipe to the modules, then the server where they let the rest pass, or
/// nothing where they answered.
/// </summary>
/// <param name="capture">The capture.</param>
/// <param name="pipe">The way to the modules.</param>
internal sealed class CaptureWriter(ResponseCapture capture, PipeWriter pipe) : PipeWriter
{
    private static readonly FlushResult Dropped = new(isCanceled: false, isCompleted: true);

    /// <summary>Memory for bytes that nobody wants.</summary>
    private byte[]? _sink;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes =>
        capture.Direct is { CanGetUnflushedBytes: true } direct ? direct.UnflushedBytes
        : capture.IsDropped ? 0
        : pipe.UnflushedBytes;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (_sink is not null)
        {
            _sink = null;
        }
        else
        {
            (capture.Direct ?? pipe).Advance(bytes);
        }
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) =>
        capture.Direct is { } direct ? direct.GetMemory(sizeHint)
        : capture.IsDropped ? _sink = new byte[Math.Max(sizeHint, 4096)]
        : pipe.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void CancelPendingFlush() => (capture.Direct ?? pipe).CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        // The end comes when the endpoint returns.
    }

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        await capture.BeginAsync().ConfigureAwait(false);
        if (capture.Direct is { } direct)
        {
            return await direct.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        return capture.IsDropped ? Dropped : await pipe.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
