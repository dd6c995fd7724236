using System.Net;
using Smg.Gateway.Forwarding;
using Smg.Gateway.Targets;
using Smg.Wasm.Options;

namespace Smg.Gateway;

/// <summary>What a gateway is started with.</summary>
public sealed record GatewayOptions
{
    /// <summary>Where clients are served, for instance <c>http://127.0.0.1:8080</c>; port 0 for any free one.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>Where the admin API, metrics and health are served. Another port than <see cref="Address"/>'s; port 0 for any free one.</summary>
    public Uri AdminAddress { get; init; } = new("http://127.0.0.1:8081");

    /// <summary>What the admin API wants as <c>Authorization: Bearer</c> or <c>X-API-Key</c>; empty for nothing, which only a loopback address may have.</summary>
    public string AdminKey { get; init; } = "";

    /// <summary>More names by which the admin API may be called: on a loopback address it answers to no others than that and <c>localhost</c>.</summary>
    public IReadOnlyList<string> AdminHosts { get; init; } = [];

    /// <summary>Where requests are forwarded to.</summary>
    public Uri Upstream { get; init; } = new("http://127.0.0.1:8082");

    /// <summary>The file that remembers the registered modules over a restart; their bytes are in a folder beside it, <c>.store</c>. Empty for none.</summary>
    public string ManifestPath { get; init; } = "";

    /// <summary>Milliseconds that an upstream may be silent before the client gets 504.</summary>
    public int UpstreamTimeoutMs { get; init; } = 100_000;

    /// <summary>Milliseconds within which a request's body must have arrived where a module wants it; then the client gets 408.</summary>
    public int BodyTimeoutMs { get; init; } = 30_000;

    /// <summary>Seconds that a client is told to wait when the gateway is overloaded.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>How ambiguous request targets are read. Defaults to refusing what servers read differently.</summary>
    public TargetRules Targets { get; init; } = new();

    /// <summary>What forwarded requests say of their client, and the Host that they carry.</summary>
    public ForwardingRules Forwarding { get; init; } = new();

    /// <summary>The HTTP version spoken to the upstream: 1.1, or 2 (with prior knowledge where the upstream is http://). Defaults to 1.1, which every upstream speaks.</summary>
    public Version UpstreamVersion { get; init; } = HttpVersion.Version11;

    /// <summary>The options of the runtime.</summary>
    public WasmRuntimeOptions Runtime { get; init; } = new();
}
