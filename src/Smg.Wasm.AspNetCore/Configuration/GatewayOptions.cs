using System.Net;
using System.Text.RegularExpressions;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Connections;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Options;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>Options of a gateway.</summary>
internal sealed partial record GatewayOptions
{
    /// <summary>Address on which clients are served, for instance <c>http://127.0.0.1:8080</c>; port 0 for any free one.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>
    /// Address on which the admin API, metrics and health are served. Its port differs from that of <see cref="Address"/>; port 0 for any
    /// free one.
    /// </summary>
    public Uri AdminAddress { get; init; } = new("http://127.0.0.1:8081");

    /// <summary>
    /// Key that the admin API requires as <c>Authorization: Bearer</c> or <c>X-API-Key</c>. Empty, the default, for none, which only a
    /// loopback address may have.
    /// </summary>
    public string AdminKey { get; init; } = "";

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
    /// File that keeps the registered modules across restarts; their bytes are in the folder <c>.store</c> beside it. Empty, the default,
    /// for none.
    /// </summary>
    public string ManifestPath { get; init; } = "";

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
    /// Time within which a request's body must have arrived where a module needs it, in milliseconds: 1 to 3,600,000; then the client gets
    /// 408. Defaults to 30,000.
    /// </summary>
    public int BodyTimeoutMs { get; init; } = 30_000;

    /// <summary>
    /// Total size of all bodies that are held for modules at once, in bytes; further requests wait for <see cref="BufferWaitMs"/> and then
    /// get 503. At least the runtime's MaxBodySize and an eighth. Null, the default, for the smaller of 1 GiB and a tenth of the memory
    /// that the process may use.
    /// </summary>
    public long? MaxBufferedBytes { get; init; }

    /// <summary>
    /// Time that a request waits for others to free buffered bytes, in milliseconds: 0 to 3,600,000; then the client gets 503. Defaults to
    /// 500: longer than a module runs, shorter than a client notices.
    /// </summary>
    public int BufferWaitMs { get; init; } = 500;

    /// <summary>Bytes that are buffered at most: <see cref="MaxBufferedBytes"/> with its default resolved.</summary>
    public long BufferBudget => ToSmgWasm().BufferBudget;

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

    /// <summary>
    /// The section <c>SmgWasm</c> of a configuration, whose <c>Modules</c> serve before those of the admin API and follow changes of it.
    /// Null, the default, for none.
    /// </summary>
    public IConfiguration? Wasm { get; init; }

    /// <summary>The section's name.</summary>
    internal const string KestrelSection = "Kestrel";

    /// <summary>
    /// Seconds that a client should wait when the gateway is overloaded: the Retry-After of these responses, 1 to 3,600. Defaults to 1.
    /// </summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>
    /// Time that live streams may continue after a module that sees their events was removed or replaced, in milliseconds: 0 to 3,600,000;
    /// then they end with an error event. Defaults to 30,000: most answers of a model end within that. 0 ends them at once.
    /// </summary>
    public int StreamDrainMs { get; init; } = 30_000;

    /// <summary>Rules for ambiguous request targets. Defaults to refusing targets that servers read differently.</summary>
    public TargetRules Targets { get; init; } = new();

    /// <summary>Fields of forwarded requests that describe the client, and their Host.</summary>
    public ForwardingRules Forwarding { get; init; } = new();

    /// <summary>
    /// HTTP version that is spoken to the upstream: 1.1, or 2 (with prior knowledge where the upstream is http://). Defaults to 1.1, which
    /// every upstream speaks.
    /// </summary>
    public Version UpstreamVersion { get; init; } = HttpVersion.Version11;

    /// <summary>The options of the runtime.</summary>
    public WasmRuntimeOptions Runtime { get; init; } = new();

    /// <summary>
    /// Whether the admin API answers as smg 1.13's, for clients that are written for it. Defaults to false: unknown fields are then errors,
    /// so that a misspelt limit is noticed.
    /// </summary>
    public bool SmgCompat { get; init; }

    /// <summary>
    /// What <see cref="Wasm"/> is a part of: files of it that cannot be read any more are noted. Null where that is not known.
    /// </summary>
    internal IConfiguration? Root { get; init; }

    /// <summary>Returns the admin API's key from the environment; empty when it is not set.</summary>
    public static string ReadAdminKey() =>
        Environment.GetEnvironmentVariable(AdminKeySetting) ?? Environment.GetEnvironmentVariable(AdminKeyVariable) ?? "";

    /// <summary>The options with those that applications have too.</summary>
    internal GatewayOptions With(SmgWasmOptions shared) =>
        this with
        {
            AdminKey = shared.AdminKey,
            ManifestPath = shared.ManifestPath,
            BodyTimeoutMs = shared.BodyTimeoutMs,
            MaxBufferedBytes = shared.MaxBufferedBytes,
            BufferWaitMs = shared.BufferWaitMs,
            RetryAfterSeconds = shared.RetryAfterSeconds,
            StreamDrainMs = shared.StreamDrainMs,
            Targets = shared.Targets,
            SmgCompat = shared.SmgCompat,
            Runtime = shared.Runtime,
        };

    /// <summary>The options that applications have too.</summary>
    internal SmgWasmOptions ToSmgWasm() =>
        new()
        {
            AdminKey = AdminKey,
            ManifestPath = ManifestPath,
            BodyTimeoutMs = BodyTimeoutMs,
            MaxBufferedBytes = MaxBufferedBytes,
            BufferWaitMs = BufferWaitMs,
            RetryAfterSeconds = RetryAfterSeconds,
            StreamDrainMs = StreamDrainMs,
            Targets = Targets,
            SmgCompat = SmgCompat,
            Runtime = Runtime,
        };

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
