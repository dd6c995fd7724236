using System.Net;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>What a forwarded request says of its client and carries as its host.</summary>
internal sealed record ForwardingRules
{
    /// <summary>
    /// Networks whose <c>Forwarded</c> and <c>X-Forwarded-*</c> fields are believed and extended. Defaults to empty: what a client says of
    /// itself is replaced. Nginx: <c>set_real_ip_from</c>; Envoy: <c>xff_num_trusted_hops</c>.
    /// </summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>
    /// Which fields say where a request came from. Defaults to <see cref="ClientFields.XForwarded"/>, which most frameworks read.
    /// </summary>
    public ClientFields ClientFields { get; init; } = ClientFields.XForwarded;

    /// <summary>
    /// The Host that the upstream gets. Defaults to <see cref="UpstreamHost.Upstream"/>, since servers of many names route by it.
    /// Nginx: <c>proxy_set_header Host</c>; Envoy: <c>host_rewrite_literal</c>.
    /// </summary>
    public UpstreamHost Host { get; init; } = UpstreamHost.Upstream;
}
