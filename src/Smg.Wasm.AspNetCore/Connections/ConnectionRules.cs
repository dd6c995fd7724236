using System.Net;

namespace Smg.Wasm.AspNetCore.Connections;

/// <summary>How many connections of clients are open at once.</summary>
public sealed record ConnectionRules
{
    /// <summary>
    /// Connections in all. Null, the default, for what the process may open: a quarter of its file descriptors beyond
    /// <see cref="ReservedFiles"/>, on Linux; elsewhere without a limit. Nginx: <c>worker_connections</c>; Envoy:
    /// <c>max_downstream_connections</c>.
    /// </summary>
    public int? Max { get; init; }

    /// <summary>
    /// File descriptors that clients never take: libraries, ports, compilers, the admin API's connections. Defaults to 256, twice what a
    /// gateway with a busy admin port was seen to need.
    /// </summary>
    public int ReservedFiles { get; init; } = 256;

    /// <summary>
    /// Connections from one address, or from one /64 of IPv6, which one client can have whole; a further one is closed at once. Defaults to
    /// 0, no limit: many clients share the address of a network's gateway. Trusted proxies have no such limit. Nginx: <c>limit_conn</c>.
    /// </summary>
    public int MaxPerAddress { get; init; }

    /// <summary>The networks whose connections carry many clients: <c>ForwardingRules.TrustedProxies</c>.</summary>
    internal IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];
}
