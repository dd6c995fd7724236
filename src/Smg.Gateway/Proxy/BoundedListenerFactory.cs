using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Smg.Gateway.Telemetry;

namespace Smg.Gateway.Proxy;

/// <summary>Makes listeners that take no more connections than the process can hold. All of them share the limit of an address.</summary>
internal sealed class BoundedListenerFactory(IOptions<SocketTransportOptions> options, ILoggerFactory loggers, ConnectionRules rules) : IConnectionListenerFactory
{
    /// <summary>Longer than a client needs from connecting to its request on a busy machine, short beside the time in which a flood fills all places.</summary>
    private static readonly TimeSpan MinIdle = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly SocketTransportFactory _sockets = new(options, loggers);
    private readonly AddressLimit _addresses = new(rules.MaxPerAddress, rules.TrustedProxies);
    private readonly LogLimiter<string> _limiter = new(LogInterval, TimeProvider.System);
    private readonly ILogger _logger = loggers.CreateLogger("Smg.Gateway.Proxy");

    /// <summary>Makes a host listen with these rules.</summary>
    public static void AddTo(IServiceCollection services, ConnectionRules rules)
        => services.AddSingleton(rules).AddSingleton<IConnectionListenerFactory, BoundedListenerFactory>();

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        IConnectionListener listener = await _sockets.BindAsync(endpoint, cancellationToken).ConfigureAwait(false);
        int? limit = rules.Max ?? ConnectionLimit.OfThisProcess(rules.ReservedFiles);
        return limit is null && rules.MaxPerAddress == 0 ? listener
            : new BoundedListener(listener, limit ?? int.MaxValue, MinIdle) { Addresses = _addresses, Refused = LogRefused };
    }

    private void LogRefused(EndPoint? remote)
    {
        string address = (remote as IPEndPoint)?.Address.ToString() ?? "";
        if (_limiter.TryTake(address, out long suppressed))
        {
            GatewayLog.AddressRefused(_logger, address, rules.MaxPerAddress, suppressed);
        }
    }
}
