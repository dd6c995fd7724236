using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Smg.Gateway.Proxy;

/// <summary>
/// Takes connections while fewer than a limit are open. For a further one, the connection that has been without a request for longest is closed; where all have
/// requests, it waits, and those after it wait in the system's queue: each that is taken needs a file descriptor, and those that come at once are more than the process has.
/// </summary>
/// <param name="listener">Where connections come from.</param>
/// <param name="limit">How many may be open.</param>
/// <param name="minIdle">How long a connection must have been without a request before it is closed for another.</param>
internal sealed class BoundedListener(IConnectionListener listener, int limit, TimeSpan minIdle) : IConnectionListener
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _places = new(limit);
    private readonly CancellationTokenSource _unbound = new();
    private readonly ConcurrentDictionary<ConnectionContext, ConnectionActivity> _open = new();

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
        while ((connection = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false)) is not null && !Addresses.TryTake(connection.RemoteEndPoint, out place))
        {
            Refused(connection.RemoteEndPoint);
            connection.Abort(new ConnectionAbortedException("The address has as many connections as it may have."));
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        if (connection is null)
        {
            return null;
        }

        if (!_places.Wait(0, CancellationToken.None) && !await FindPlaceAsync(cancellationToken).ConfigureAwait(false))
        {
            Addresses.Free(place);
            await connection.DisposeAsync().ConfigureAwait(false);
            return null;
        }

        ConnectionActivity activity = new();
        connection.Features.Set(activity);
        _open[connection] = activity;
        connection.ConnectionClosed.UnsafeRegister(static state => ((Place)state!).Free(), new Place(this, connection, place));
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
    private async ValueTask<bool> FindPlaceAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(_unbound.Token, cancellationToken);
        try
        {
            while (!await _places.WaitAsync(CloseLongestIdle(), end.Token).ConfigureAwait(false))
            {
                // Meanwhile one may have been idle for long enough.
            }

            return true;
        }
        catch (OperationCanceledException) when (_unbound.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Closes the connection that has been idle for longest, unless it came or was used a moment ago: its request may be on the way.</summary>
    /// <returns>How long to wait for a place before looking again.</returns>
    private TimeSpan CloseLongestIdle()
    {
        ConnectionContext? longest = null;
        long since = long.MaxValue;
        foreach ((ConnectionContext connection, ConnectionActivity activity) in _open)
        {
            if (activity.IsIdle && activity.IdleSince < since)
            {
                (longest, since) = (connection, activity.IdleSince);
            }
        }

        TimeSpan left = longest is null ? TimeSpan.Zero : minIdle - TimeSpan.FromMilliseconds(Environment.TickCount64 - since);
        if (longest is not null && left <= TimeSpan.Zero)
        {
            longest.Abort(new ConnectionAbortedException("The connection was idle for longest, and its place is needed."));
        }

        return left > TimeSpan.Zero ? left : LookAgain;
    }

    private sealed record Place(BoundedListener Listener, ConnectionContext Connection, UInt128? Address)
    {
        public void Free()
        {
            if (Listener._open.TryRemove(Connection, out _))
            {
                Listener.Addresses.Free(Address);
                Listener._places.Release();
            }
        }
    }
}
