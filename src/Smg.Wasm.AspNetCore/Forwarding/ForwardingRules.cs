using System.Net;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>Rules for the fields of forwarded requests that describe the client, and for their Host.</summary>
internal sealed record ForwardingRules
{
    /// <summary>
    /// Networks whose <c>Forwarded</c> and <c>X-Forwarded-*</c> fields are trusted and extended. Defaults to empty: fields that a client
    /// sends are replaced. Nginx: <c>set_real_ip_from</c>; Envoy: <c>xff_num_trusted_hops</c>.
    /// </summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>
    /// Fields that report the client to the upstream. Defaults to <see cref="ClientFields.XForwarded"/>, which most frameworks read.
    /// </summary>
    public ClientFields ClientFields { get; init; } = ClientFields.XForwarded;

    /// <summary>
    /// The Host that the upstream gets. Defaults to <see cref="UpstreamHost.Upstream"/>, since servers with many names route by it. Nginx:
    /// <c>proxy_set_header Host</c>; Envoy: <c>host_rewrite_literal</c>.
    /// </summary>
    public UpstreamHost Host { get; init; } = UpstreamHost.Upstream;
}
