using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Smg.Gateway.Proxy;

/// <summary>
/// Takes connections while fewer than a limit are open. Further ones wait in the system's queue: a server that takes them only to close them
/// needs a file descriptor for each, and those that come at once are more than the process has.
/// </summary>
internal sealed class BoundedListener(IConnectionListener listener, int limit) : IConnectionListener
{
    private readonly SemaphoreSlim _places = new(limit);
    private readonly CancellationTokenSource _unbound = new();

    /// <inheritdoc/>
    public EndPoint EndPoint => listener.EndPoint;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        if (!_places.Wait(0, CancellationToken.None) && !await WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        ConnectionContext? connection = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
        connection?.ConnectionClosed.UnsafeRegister(static places => ((SemaphoreSlim)places!).Release(), _places);
        return connection;
    }

    /// <inheritdoc/>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbound.CancelAsync().ConfigureAwait(false);
        await listener.UnbindAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync().ConfigureAwait(false);
        _unbound.Dispose();
    }

    /// <returns>Whether there is a place; else the listener is unbound, and no connection follows.</returns>
    private async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_unbound.Token, cancellationToken);
        try
        {
            await _places.WaitAsync(end.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (_unbound.IsCancellationRequested)
        {
            return false;
        }
    }
}
