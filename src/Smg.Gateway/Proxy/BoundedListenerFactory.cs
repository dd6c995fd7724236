using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Smg.Gateway.Proxy;

/// <summary>Makes listeners that take no more connections than the process can hold.</summary>
internal sealed class BoundedListenerFactory(IOptions<SocketTransportOptions> options, ILoggerFactory loggers) : IConnectionListenerFactory
{
    /// <summary>Longer than a client needs from connecting to its request on a busy machine, short beside the time in which a flood fills all places.</summary>
    private static readonly TimeSpan MinIdle = TimeSpan.FromSeconds(1);

    private readonly SocketTransportFactory _sockets = new(options, loggers);

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        IConnectionListener listener = await _sockets.BindAsync(endpoint, cancellationToken).ConfigureAwait(false);
        return ConnectionLimit.OfThisProcess is { } limit ? new BoundedListener(listener, limit, MinIdle) : listener;
    }
}
