using Microsoft.AspNetCore.Http.Features;

namespace Smg.Wasm.AspNetCore.Access;

/// <summary>
/// Remembers that the gateway aborted a request: the server cancels the request's token some time later, on another thread.
/// </summary>
internal sealed class AbortWatch(IHttpRequestLifetimeFeature server) : IHttpRequestLifetimeFeature
{
    private volatile bool _isAborted;

    /// <summary>Whether the gateway aborted the request.</summary>
    public bool IsAborted => _isAborted;

    /// <inheritdoc/>
    public CancellationToken RequestAborted
    {
        get => server.RequestAborted;
        set => server.RequestAborted = value;
    }

    /// <inheritdoc/>
    public void Abort()
    {
        _isAborted = true;
        server.Abort();
    }
}
