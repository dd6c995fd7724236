using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;

namespace Smg.Wasm.AspNetCore.Connections;

/// <summary>
/// The places for connections of clients, shared by all listeners of a gateway: its file descriptors are shared too. Where none is left,
/// the connection that has been without a request for longest is closed. Safe to use from any thread.
/// </summary>
/// <param name="limit">How many connections may be open.</param>
/// <param name="minIdle">How long a connection must have been without a request before it is closed for another.</param>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "A semaphore without a wait handle holds nothing, and connections give places back after the end."
)]
internal sealed class ConnectionPlaces(int limit, TimeSpan minIdle)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _places = new(limit);
    private readonly ConcurrentDictionary<ConnectionContext, Place> _open = new();

    /// <summary>Takes a place if one is free.</summary>
    public bool TryTake() => _places.Wait(0, CancellationToken.None);

    /// <summary>Takes a place, and waits for it while all connections have requests.</summary>
    public async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        while (!await _places.WaitAsync(CloseLongestIdle(), cancellationToken).ConfigureAwait(false))
        {
            // Meanwhile one may have been idle for long enough.
        }
    }

    /// <summary>Gives a place that was taken to a connection, until that is closed.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="freed">Called once when it is closed.</param>
    public void Fill(ConnectionContext connection, Action freed)
    {
        Place place = new(this, connection, freed);
        connection.Features.Set(place.Activity);
        _open[connection] = place;
        connection.ConnectionClosed.UnsafeRegister(static state => ((Place)state!).Free(), place);
    }

    /// <summary>
    /// Closes the connection that has been idle for longest, unless it came or was used a moment ago: its request may be on the way.
    /// </summary>
    /// <returns>How long to wait for a place before looking again.</returns>
    private TimeSpan CloseLongestIdle()
    {
        ConnectionContext? longest = null;
        long since = long.MaxValue;
        foreach ((ConnectionContext connection, Place place) in _open)
        {
            if (place.Activity.IsIdle && place.Activity.IdleSince < since)
            {
                (longest, since) = (connection, place.Activity.IdleSince);
            }
        }

        TimeSpan left = longest is null ? TimeSpan.Zero : minIdle - TimeSpan.FromMilliseconds(Environment.TickCount64 - since);
        if (longest is not null && left <= TimeSpan.Zero)
        {
            longest.Abort(new ConnectionAbortedException("The connection was idle for longest and was closed for a new one."));
        }

        return left > TimeSpan.Zero ? left : LookAgain;
    }

    private sealed record Place(ConnectionPlaces Places, ConnectionContext Connection, Action Freed)
    {
        public ConnectionActivity Activity { get; } = new();

        public void Free()
        {
            if (Places._open.TryRemove(Connection, out _))
            {
                Freed();
                Places._places.Release();
            }
        }
    }
}
