using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>
/// What cuts a client off while its response is captured. YARP does that when a body of a destination breaks off; but where modules wait
/// for the body, the client has nothing of the response yet, and gets an error in its place. Other aborts go on to the server.
/// </summary>
internal sealed class CapturedAbort : IHttpRequestLifetimeFeature, IHttpResetFeature, IDisposable
{
    private readonly HttpContext _context;
    private readonly ResponseCapture _capture;
    private readonly IHttpRequestLifetimeFeature? _server;
    private readonly IHttpResetFeature? _reset;

    /// <summary>Takes the place of the server's features until it is disposed.</summary>
    /// <param name="context">The request.</param>
    /// <param name="capture">What captures its response.</param>
    public CapturedAbort(HttpContext context, ResponseCapture capture)
    {
        (_context, _capture) = (context, capture);
        _server = context.Features.Get<IHttpRequestLifetimeFeature>();
        _reset = context.Features.Get<IHttpResetFeature>();
        Set(this, this);
    }

    /// <inheritdoc/>
    public CancellationToken RequestAborted
    {
        get => _server!.RequestAborted;
        set => _server!.RequestAborted = value;
    }

    /// <inheritdoc/>
    public void Abort()
    {
        if (!TryFail())
        {
            _server!.Abort();
        }
    }

    /// <inheritdoc/>
    public void Reset(int errorCode)
    {
        if (!TryFail())
        {
            _reset!.Reset(errorCode);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Set(_server, _reset);

    private void Set(IHttpRequestLifetimeFeature? lifetime, IHttpResetFeature? reset)
    {
        if (_server is not null)
        {
            _context.Features.Set(lifetime);
        }

        if (_reset is not null)
        {
            _context.Features.Set(reset);
        }
    }

    private bool TryFail() =>
        _context.GetForwarderErrorFeature()
            is { Error: ForwarderError.ResponseBodyDestination or ForwarderError.ResponseBodyCanceled } error
        && !RequestAborted.IsCancellationRequested
        && _capture.TryBreakOff(
            new IOException(
                "The destination's response broke off.",
                error.Exception is OperationCanceledException ? new TimeoutException("It fell silent.", error.Exception) : error.Exception
            )
        );
}
