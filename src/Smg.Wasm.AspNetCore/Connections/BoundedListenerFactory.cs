using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Smg.Wasm.AspNetCore.Telemetry;

namespace Smg.Wasm.AspNetCore.Connections;

/// <summary>Makes listeners that together take no more connections than the process can hold, and one address may have.</summary>
internal sealed class BoundedListenerFactory : IConnectionListenerFactory
{
    /// <summary>
    /// Longer than a client needs from connecting to its request on a busy machine, short beside the time in which a flood fills all
    /// places.
    /// </summary>
    private static readonly TimeSpan MinIdle = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly SocketTransportFactory _sockets;
    private readonly ConnectionRules _rules;
    private readonly int? _limit;
    private readonly ConnectionPlaces _places;
    private readonly AddressLimit _addresses;
    private readonly LogLimiter<string> _limiter = new(LogInterval, TimeProvider.System);
    private readonly ILogger _logger;

    /// <summary>Makes a factory.</summary>
    public BoundedListenerFactory(IOptions<SocketTransportOptions> options, ILoggerFactory loggers, ConnectionRules rules)
    {
        _sockets = new SocketTransportFactory(options, loggers);
        _rules = rules;
        _limit = rules.Max ?? ConnectionLimit.OfThisProcess(rules.ReservedFiles);
        _places = new ConnectionPlaces(_limit ?? int.MaxValue, MinIdle);
        _addresses = new AddressLimit(rules.MaxPerAddress, rules.TrustedProxies);
        _logger = loggers.CreateLogger("Smg.Gateway.Proxy");
    }

    /// <summary>Makes a host listen with these rules.</summary>
    public static void AddTo(IServiceCollection services, ConnectionRules rules) =>
        services.AddSingleton(rules).AddSingleton<IConnectionListenerFactory, BoundedListenerFactory>();

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        IConnectionListener listener = await _sockets.BindAsync(endpoint, cancellationToken).ConfigureAwait(false);
        return _limit is null && _rules.MaxPerAddress == 0
            ? listener
            : new BoundedListener(listener, _places) { Addresses = _addresses, Refused = LogRefused };
    }

    private void LogRefused(EndPoint? remote)
    {
        string address = (remote as IPEndPoint)?.Address.ToString() ?? "";
        if (_limiter.TryTake(address, out long suppressed))
        {
            GatewayLog.AddressRefused(_logger, address, _rules.MaxPerAddress, suppressed);
        }
    }
}
