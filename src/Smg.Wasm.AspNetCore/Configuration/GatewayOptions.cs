using System.Net;
using System.Text.RegularExpressions;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Connections;
using Smg.Wasm.AspNetCore.Forwarding;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Options of a gateway: the section <c>Gateway</c> of its configuration, and the section <c>SmgWasm</c>.</summary>
internal sealed partial record GatewayOptions
{
    /// <summary>The options that applications have too: the runtime, its modules, the admin key and the limits of bodies.</summary>
    public SmgWasmOptions SmgWasm { get; init; } = new();

    /// <summary>
    /// The configuration that the options were read from: changes of its modules take effect while the gateway serves. Null, the default,
    /// for options that do not change.
    /// </summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>Address on which clients are served, for instance <c>http://127.0.0.1:8080</c>; port 0 for any free one.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>
    /// Address on which the admin API, metrics and health are served. Its port differs from that of <see cref="Address"/>; port 0 for any
    /// free one.
    /// </summary>
    public Uri AdminAddress { get; init; } = new("http://127.0.0.1:8081");

    /// <summary>
    /// Further host names by which the admin API may be called. Defaults to empty: on a loopback address it answers only to that address
    /// and <c>localhost</c>.
    /// </summary>
    public IReadOnlyList<string> AdminHosts { get; init; } = [];

    /// <summary>Address to which requests are forwarded.</summary>
    public Uri Upstream { get; init; } = new("http://127.0.0.1:8082");

    /// <summary><see cref="Upstream"/> as it may be shown: a user name and a password in it are masked.</summary>
    public string UpstreamText => Mask(Upstream);

    /// <summary>Scheme, host and port of <see cref="Upstream"/>: what requests are sent with, and what forwarding logs.</summary>
    internal string UpstreamOrigin => Upstream.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>
    /// Whether a damaged manifest that an earlier start set aside is acknowledged, so that requests pass again. Defaults to false, because
    /// the modules that it held are unknown. Damage that this start finds is not acknowledged by it.
    /// </summary>
    public bool AcknowledgeDamagedManifest { get; init; }

    /// <summary>
    /// Time that an upstream may be silent before the client gets 504, in milliseconds: 1 to 3,600,000. Defaults to 100,000.
    /// </summary>
    public int UpstreamTimeoutMs { get; init; } = 100_000;

    /// <summary>
    /// Time that a connection may be idle between requests before it is closed, in milliseconds: 1 to 3,600,000. Defaults to 130,000,
    /// Kestrel's default: longer than the two minutes of common load balancers. At the limit of connections, the longest idle ones are
    /// closed earlier.
    /// </summary>
    public int KeepAliveTimeoutMs { get; init; } = 130_000;

    /// <summary>
    /// Time within which a request's head must have arrived, in milliseconds: 1 to 3,600,000. Defaults to 30,000, Kestrel's default.
    /// </summary>
    public int HeaderTimeoutMs { get; init; } = 30_000;

    /// <summary>
    /// Time that the final response to HEAD may take after an interim one (1xx), in milliseconds: 1 to 3,600,000; then the client gets 504.
    /// Defaults to 1,000: an interim response uses the time in which content is generated, and a response to HEAD has no content. Requests
    /// of other methods wait for <see cref="UpstreamTimeoutMs"/>.
    /// </summary>
    public int HeadInterimTimeoutMs { get; init; } = 1_000;

    /// <summary>
    /// Time that running requests get to finish when the gateway stops, in milliseconds: 0 to 3,600,000; requests that still run then are
    /// cut off and logged. Defaults to 30,000, the time that Kubernetes leaves a pod. Nginx: <c>worker_shutdown_timeout</c>; Envoy:
    /// <c>--drain-time-s</c>.
    /// </summary>
    public int DrainTimeoutMs { get; init; } = 30_000;

    /// <summary>Limits of client connections.</summary>
    public ConnectionRules Connections { get; init; } = new();

    /// <summary>Options of the access log. Defaults to no log.</summary>
    public AccessLogOptions AccessLog { get; init; } = new();

    /// <summary>
    /// Path of the upstream that <c>/ready</c> requests too, for instance <c>/health</c>: a status below 500 within two seconds means
    /// ready. Defaults to empty: the gateway is ready whether or not its upstream is, since a restart of the gateway would not repair the
    /// upstream.
    /// </summary>
    public string ReadyUpstreamPath { get; init; } = "";

    /// <summary>
    /// Kestrel's own configuration section, whose <c>Endpoints</c> replace <see cref="Address"/>: HTTP/2, h2c and TLS listeners with their
    /// certificates. Null, the default, for <see cref="Address"/> with HTTP/1.1.
    /// </summary>
    public IConfigurationSection? Kestrel { get; init; }

    /// <summary>
    /// The deprecated environment variable with the admin API's key, now <see cref="AdminKeySetting"/>. It is read where that one is not
    /// set.
    /// </summary>
    public const string AdminKeyVariable = "SMG_ADMIN_KEY";

    /// <summary>The environment variable with the admin API's key: a command line can be read by all users of a machine.</summary>
    public const string AdminKeySetting = "SmgWasm__AdminKey";

    /// <summary>The section's name.</summary>
    internal const string KestrelSection = "Kestrel";

    /// <summary>Fields of forwarded requests that describe the client, and their Host.</summary>
    public ForwardingRules Forwarding { get; init; } = new();

    /// <summary>
    /// HTTP version that is spoken to the upstream: 1.1, or 2 (with prior knowledge where the upstream is http://). Defaults to 1.1, which
    /// every upstream speaks.
    /// </summary>
    public Version UpstreamVersion { get; init; } = HttpVersion.Version11;

    /// <summary>Returns the admin API's key from the environment; empty when it is not set.</summary>
    public static string ReadAdminKey() =>
        Environment.GetEnvironmentVariable(AdminKeySetting) ?? Environment.GetEnvironmentVariable(AdminKeyVariable) ?? "";

    /// <summary>Returns the addresses alone: options contain a key and a password, and may be logged.</summary>
    public override string ToString() =>
        $"{nameof(GatewayOptions)} {{ Address = {Mask(Address)}, AdminAddress = {Mask(AdminAddress)}, Upstream = {UpstreamText} }}";

    /// <summary>An address with its user name and password masked.</summary>
    internal static string Mask(Uri address) => Mask(address.ToString());

    /// <summary>Masks user names and passwords of the addresses in a text: a mistyped address is shown too.</summary>
    /// <param name="text">For instance an error message.</param>
    public static string Mask(string text) => UserInformation().Replace(text, "***");

    [GeneratedRegex("""(?<=://)(?:\S+|[^'"\r\n]+)(?=@)""")]
    private static partial Regex UserInformation();
}
