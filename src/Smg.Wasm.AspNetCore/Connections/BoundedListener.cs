using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Smg.Wasm.AspNetCore.Connections;

/// <summary>
/// Takes connections while a place for one is free. A further one waits, and those after it wait in the system's queue: each that is taken
/// needs a file descriptor, and those that come at once are more than the process has.
/// </summary>
/// <param name="listener">Where connections come from.</param>
/// <param name="places">The places, which other listeners may share.</param>
internal sealed class BoundedListener(IConnectionListener listener, ConnectionPlaces places) : IConnectionListener
{
    private readonly CancellationTokenSource _unbound = new();

    /// <summary>How many connections one address may have. Defaults to any number.</summary>
    public AddressLimit Addresses { get; init; } = new(0, []);

    /// <summary>Takes the connections that their address's limit closes. Defaults to nobody.</summary>
    public Action<EndPoint?> Refused { get; init; } = _ => { };

    /// <inheritdoc/>
    public EndPoint EndPoint => listener.EndPoint;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        ConnectionContext? connection;
        UInt128? place = null;
        while (
            (connection = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false)) is not null
            && !Addresses.TryTake(connection.RemoteEndPoint, out place)
        )
        {
            Refused(connection.RemoteEndPoint);
            connection.Abort(new ConnectionAbortedException("The address has reached its limit of connections."));
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        if (connection is null)
        {
            return null;
        }

        if (!places.TryTake() && !await WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            Addresses.Free(place);
            await connection.DisposeAsync().ConfigureAwait(false);
            return null;
        }

        places.Fill(connection, () => Addresses.Free(place));
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
            await places.TakeAsync(end.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (_unbound.IsCancellationRequested)
        {
            return false;
        }
    }
}
