using System.Net;

namespace Smg.Wasm.AspNetCore.Connections;

/// <summary>Limits of client connections.</summary>
public sealed record ConnectionRules
{
    /// <summary>
    /// Total number of connections. Null, the default, for a quarter of the process's file descriptors beyond <see cref="ReservedFiles"/>
    /// on Linux, and no limit elsewhere. Nginx: <c>worker_connections</c>; Envoy: <c>max_downstream_connections</c>.
    /// </summary>
    public int? Max { get; init; }

    /// <summary>
    /// File descriptors reserved for everything but client connections: libraries, ports, compilers, the admin API. Defaults to 256, twice
    /// what a gateway with a busy admin port was seen to need.
    /// </summary>
    public int ReservedFiles { get; init; } = 256;

    /// <summary>
    /// Connections from one address, or from one /64 of IPv6, all of which one client can have; a further connection is closed at once.
    /// Defaults to 0, no limit: many clients share the address of a network's gateway. Trusted proxies have no such limit. Nginx:
    /// <c>limit_conn</c>.
    /// </summary>
    public int MaxPerAddress { get; init; }

    /// <summary>The networks whose connections carry many clients: <c>ForwardingRules.TrustedProxies</c>.</summary>
    internal IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];
}
