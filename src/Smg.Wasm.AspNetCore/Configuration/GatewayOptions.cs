using System.Net;
using System.Text.RegularExpressions;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Connections;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Options;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>What a gateway is started with.</summary>
internal sealed partial record GatewayOptions
{
    /// <summary>Where clients are served, for instance <c>http://127.0.0.1:8080</c>; port 0 for any free one.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:8080");

    /// <summary>
    /// Where the admin API, metrics and health are served. Another port than <see cref="Address"/>'s; port 0 for any free one.
    /// </summary>
    public Uri AdminAddress { get; init; } = new("http://127.0.0.1:8081");

    /// <summary>
    /// What the admin API wants as <c>Authorization: Bearer</c> or <c>X-API-Key</c>; empty for nothing, which only a loopback address may
    /// have.
    /// </summary>
    public string AdminKey { get; init; } = "";

    /// <summary>
    /// More names by which the admin API may be called: on a loopback address it answers to no others than that and <c>localhost</c>.
    /// </summary>
    public IReadOnlyList<string> AdminHosts { get; init; } = [];

    /// <summary>Where requests are forwarded to.</summary>
    public Uri Upstream { get; init; } = new("http://127.0.0.1:8082");

    /// <summary><see cref="Upstream"/> as it may be shown: a user name and a password in it are masked.</summary>
    public string UpstreamText => Mask(Upstream);

    /// <summary>Scheme, host and port of <see cref="Upstream"/>: what requests are sent with, and what forwarding logs.</summary>
    internal string UpstreamOrigin => Upstream.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    /// <summary>
    /// The file that remembers the registered modules over a restart; their bytes are in a folder beside it, <c>.store</c>. Empty for none.
    /// </summary>
    public string ManifestPath { get; init; } = "";

    /// <summary>
    /// Whether a damaged manifest that an earlier start set aside is acknowledged, so that requests pass again. Defaults to false: which
    /// modules it held is not known. Damage that this start finds is not acknowledged by it.
    /// </summary>
    public bool AcknowledgeDamagedManifest { get; init; }

    /// <summary>Milliseconds that an upstream may be silent before the client gets 504.</summary>
    public int UpstreamTimeoutMs { get; init; } = 100_000;

    /// <summary>Milliseconds within which a request's body must have arrived where a module wants it; then the client gets 408.</summary>
    public int BodyTimeoutMs { get; init; } = 30_000;

    /// <summary>
    /// Bytes that all bodies together may take that are held while modules look at them; further requests wait for
    /// <see cref="BufferWaitMs"/> and then get 503. At least the runtime's MaxBodySize and an eighth. Null, the default, for the smaller of
    /// 1 GiB and a tenth of the memory that the process may use.
    /// </summary>
    public long? MaxBufferedBytes { get; init; }

    /// <summary>
    /// Milliseconds that a request waits for others to give up buffered bytes. Defaults to 500: longer than a module runs, shorter than a
    /// client notices.
    /// </summary>
    public int BufferWaitMs { get; init; } = 500;

    /// <summary>The bytes that are buffered at most, with the default resolved.</summary>
    public long BufferBudget => ToSmgWasm().BufferBudget;

    /// <summary>
    /// Milliseconds that a connection may be without a request before it is closed. Defaults to 130,000, Kestrel's: longer than the two
    /// minutes of common load balancers. Where no more connections can be taken, those that are idle for longest are closed earlier.
    /// </summary>
    public int KeepAliveTimeoutMs { get; init; } = 130_000;

    /// <summary>Milliseconds within which a request's head must have arrived. Defaults to 30,000, Kestrel's.</summary>
    public int HeaderTimeoutMs { get; init; } = 30_000;

    /// <summary>
    /// Milliseconds that the final response to HEAD may take after an interim one (1xx); then the client gets 504. Defaults to 1,000: an
    /// interim response is there to use the time in which content is made, and HEAD has none. Requests of other methods wait for
    /// <see cref="UpstreamTimeoutMs"/>.
    /// </summary>
    public int HeadInterimTimeoutMs { get; init; } = 1_000;

    /// <summary>
    /// Milliseconds that running requests may take to end when the gateway stops; what still runs is cut off and logged. Defaults to
    /// 30,000, the time that Kubernetes leaves a pod. Nginx: <c>worker_shutdown_timeout</c>; Envoy: <c>--drain-time-s</c>.
    /// </summary>
    public int DrainTimeoutMs { get; init; } = 30_000;

    /// <summary>How many connections of clients are open at once.</summary>
    public ConnectionRules Connections { get; init; } = new();

    /// <summary>What the access log holds. Defaults to none.</summary>
    public AccessLogOptions AccessLog { get; init; } = new();

    /// <summary>
    /// The path of the upstream that <c>/ready</c> asks too, for instance <c>/health</c>: an answer below 500 within two seconds is ready.
    /// Defaults to empty: the gateway is ready whether or not its upstream is, since a restart of it would not mend the upstream.
    /// </summary>
    public string ReadyUpstreamPath { get; init; } = "";

    /// <summary>
    /// Kestrel's own configuration section, whose <c>Endpoints</c> take the place of <see cref="Address"/>: HTTP/2, h2c and TLS listeners
    /// with their certificates. Null, the default, for <see cref="Address"/> with HTTP/1.1.
    /// </summary>
    public IConfigurationSection? Kestrel { get; init; }

    /// <summary>
    /// The environment variable with the admin API's key before it was <see cref="AdminKeySetting"/>. It holds where that one is not set.
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

    /// <summary>Seconds that a client should wait when the gateway is overloaded: the Retry-After of its answers.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>
    /// Milliseconds that live streams may go on after a module that looks at their events was removed or replaced; then they end with an
    /// error event. Defaults to 30,000: most answers of a model are over by then. 0 ends them at once.
    /// </summary>
    public int StreamDrainMs { get; init; } = 30_000;

    /// <summary>How ambiguous request targets are read. Defaults to refusing what servers read differently.</summary>
    public TargetRules Targets { get; init; } = new();

    /// <summary>What forwarded requests say of their client, and the Host that they carry.</summary>
    public ForwardingRules Forwarding { get; init; } = new();

    /// <summary>
    /// The HTTP version spoken to the upstream: 1.1, or 2 (with prior knowledge where the upstream is http://). Defaults to 1.1, which
    /// every upstream speaks.
    /// </summary>
    public Version UpstreamVersion { get; init; } = HttpVersion.Version11;

    /// <summary>The options of the runtime.</summary>
    public WasmRuntimeOptions Runtime { get; init; } = new();

    /// <summary>
    /// Whether the admin API answers as smg 1.13's does, for clients that are written for it. Defaults to false: unknown fields are errors
    /// then, so that a misspelt limit is seen.
    /// </summary>
    public bool SmgCompat { get; init; }

    /// <summary>
    /// What <see cref="Wasm"/> is a part of: files of it that cannot be read any more are noted. Null where that is not known.
    /// </summary>
    internal IConfiguration? Root { get; init; }

    /// <summary>The admin API's key that the environment holds; empty for none.</summary>
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

    /// <summary>The addresses alone: options hold a key and a password, and may be logged.</summary>
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
