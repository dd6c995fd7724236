using System.Net;
using Factory = Smg.Wasm.AspNetCore.Configuration.SettingFactory<Smg.Wasm.AspNetCore.Configuration.GatewayOptions>;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>All settings of the section <c>Gateway</c>: what a gateway has beside the section <c>SmgWasm</c>.</summary>
internal static class GatewaySettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Gateway";

    private const int MaxMs = 3_600_000;

    private static readonly ParsedText<Uri> Address = new(
        TryReadAddress,
        uri => GatewayOptions.Mask(uri),
        "for instance http://127.0.0.1:8080"
    );

    private static readonly ParsedText<Version> HttpVersions = new(TryReadVersion, version => version.Major == 1 ? "1.1" : "2", "1.1 or 2");

    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting<GatewayOptions>> All { get; } = [.. Addresses(), .. Times(), .. Limits(), .. Forwarding()];

    private static IEnumerable<Setting<GatewayOptions>> Addresses() =>
        [
            Factory.Parsed("Address", options => options.Address, (options, value) => options with { Address = value }, Address) with
            {
                Reason = "Address on which clients are served; port 0 for any free one. The section Kestrel:Endpoints replaces it.",
                Switch = "--address",
                HelpName = "URL",
            },
            Factory.Parsed(
                "AdminAddress",
                options => options.AdminAddress,
                (options, value) => options with { AdminAddress = value },
                Address
            ) with
            {
                Reason = "Address on which the admin API, metrics and health are served; port 0 for any free one.",
                Switch = "--admin",
                HelpName = "URL",
            },
            Factory.List("AdminHosts", options => options.AdminHosts, (options, value) => options with { AdminHosts = value }) with
            {
                Reason = "Host names by which the admin API may be called, in addition to localhost.",
                DefaultText = "none",
                Switch = "--admin-host",
                HelpName = "NAME",
            },
            Factory.Parsed("Upstream", options => options.Upstream, (options, value) => options with { Upstream = value }, Address) with
            {
                Reason = "Address to which requests are forwarded.",
                DefaultText = "required",
                Switch = "--upstream",
                HelpName = "URL",
            },
            Factory.Parsed(
                "UpstreamHttp",
                options => options.UpstreamVersion,
                (options, value) => options with { UpstreamVersion = value },
                HttpVersions
            ) with
            {
                Reason = "HTTP version that is spoken to the upstream.",
                Choices = ["1.1", "2"],
                Switch = "--upstream-http",
                HelpName = "VERSION",
            },
            Factory.Text(
                "ReadyUpstreamPath",
                options => options.ReadyUpstreamPath,
                (options, value) => options with { ReadyUpstreamPath = value }
            ) with
            {
                Reason = "Path of the upstream that /ready requests too, for instance /health. A status below 500 means ready.",
                DefaultText = "none",
                Switch = "--ready-upstream",
                HelpName = "PATH",
            },
            Factory.Flag(
                "AcknowledgeDamagedManifest",
                options => options.AcknowledgeDamagedManifest,
                (options, value) => options with { AcknowledgeDamagedManifest = value }
            ) with
            {
                Reason =
                    "Lets requests pass again after an earlier start found the manifest damaged and could not read which modules it "
                    + "held. For one start: leave it out of files.",
                Switch = "--acknowledge-damaged-manifest",
            },
        ];

    private static IEnumerable<Setting<GatewayOptions>> Times() =>
        [
            Time(
                "UpstreamTimeoutMs",
                options => options.UpstreamTimeoutMs,
                (options, value) => options with { UpstreamTimeoutMs = value }
            ) with
            {
                Reason = "Time that the upstream may be silent; then the client gets 504.",
                Switch = "--upstream-timeout",
            },
            Time(
                "KeepAliveTimeoutMs",
                options => options.KeepAliveTimeoutMs,
                (options, value) => options with { KeepAliveTimeoutMs = value }
            ) with
            {
                Reason = "Time that a connection may be idle between requests.",
                Switch = "--keep-alive-timeout",
            },
            Time("HeaderTimeoutMs", options => options.HeaderTimeoutMs, (options, value) => options with { HeaderTimeoutMs = value }) with
            {
                Reason = "Time within which a request's head must have arrived.",
                Switch = "--header-timeout",
            },
            Time(
                "HeadInterimTimeoutMs",
                options => options.HeadInterimTimeoutMs,
                (options, value) => options with { HeadInterimTimeoutMs = value }
            ) with
            {
                Reason = "Time that the final response to HEAD may take after an interim one such as 103.",
                Switch = "--head-interim-timeout",
            },
            Time("DrainTimeoutMs", options => options.DrainTimeoutMs, (options, value) => options with { DrainTimeoutMs = value }) with
            {
                Reason = "Time that running requests get to finish when the gateway stops; then they are cut off.",
                Minimum = 0,
                Switch = "--drain-timeout",
            },
        ];

    private static IEnumerable<Setting<GatewayOptions>> Limits() =>
        [
            Factory.OptionalInteger(
                "Connections:Max",
                options => options.Connections.Max,
                (options, value) => options with { Connections = options.Connections with { Max = value } }
            ) with
            {
                Reason = "Client connections that may be open at once; above it the longest idle one is closed.",
                DefaultText = "a quarter of the process's file descriptors beyond the reserved ones",
                Unit = "connections",
                Minimum = 1,
                Maximum = int.MaxValue,
                Switch = "--max-connections",
                HelpName = "COUNT",
            },
            Factory.Integer(
                "Connections:ReservedFiles",
                options => options.Connections.ReservedFiles,
                (options, value) => options with { Connections = options.Connections with { ReservedFiles = value } }
            ) with
            {
                Reason = "File descriptors reserved for everything but client connections.",
                Minimum = 64,
                Maximum = 1_000_000,
                Switch = "--reserved-files",
                HelpName = "COUNT",
            },
            Factory.Integer(
                "Connections:MaxPerAddress",
                options => options.Connections.MaxPerAddress,
                (options, value) => options with { Connections = options.Connections with { MaxPerAddress = value } }
            ) with
            {
                Reason = "Connections from one address (a /64 of IPv6) that is not a trusted proxy's; 0 for any number.",
                Unit = "connections",
                Minimum = 0,
                Maximum = int.MaxValue,
                Switch = "--max-connections-per-address",
                HelpName = "COUNT",
            },
            Factory.Choice(
                "AccessLog:Format",
                options => options.AccessLog.Format,
                (options, value) => options with { AccessLog = options.AccessLog with { Format = value } }
            ) with
            {
                Reason = "Writes one line per request to standard output.",
                Switch = "--access-log",
                HelpName = "FORMAT",
            },
            Factory.Create(
                "AccessLog:Sample",
                SettingKind.Number,
                options => options.AccessLog.Sample,
                (options, value) => options with { AccessLog = options.AccessLog with { Sample = value } },
                (reader, section, old) => reader.Fraction(section, old)
            ) with
            {
                Reason = "Share of requests that are logged.",
                Values = "above 0 and at most 1",
                Switch = "--access-log-sample",
                HelpName = "SHARE",
            },
            Factory.Integer(
                "AccessLog:QueueLength",
                options => options.AccessLog.QueueLength,
                (options, value) => options with { AccessLog = options.AccessLog with { QueueLength = value } }
            ) with
            {
                Reason = "Lines that may wait for a slow output; further lines are dropped and counted.",
                Unit = "lines",
                Minimum = 1,
                Maximum = 1_000_000,
            },
        ];

    private static IEnumerable<Setting<GatewayOptions>> Forwarding() =>
        [
            Factory.Create(
                "Forwarding:TrustedProxies",
                SettingKind.List,
                options => options.Forwarding.TrustedProxies,
                (options, value) => options with { Forwarding = options.Forwarding with { TrustedProxies = value } },
                (reader, section, _) => ReadNetworks(reader, section),
                networks => string.Join(", ", networks)
            ) with
            {
                Reason = "Networks whose Forwarded and X-Forwarded-* fields are trusted.",
                Values = "addresses or networks, for instance 10.0.0.0/8",
                DefaultText = "none",
                Switch = "--trusted-proxy",
                HelpName = "CIDR",
            },
            Factory.Choice(
                "Forwarding:ClientFields",
                options => options.Forwarding.ClientFields,
                (options, value) => options with { Forwarding = options.Forwarding with { ClientFields = value } }
            ) with
            {
                Reason = "Fields that report the client's address, scheme and host to the upstream.",
                Switch = "--client-fields",
                HelpName = "FIELDS",
            },
            Factory.Choice(
                "Forwarding:Host",
                options => options.Forwarding.Host,
                (options, value) => options with { Forwarding = options.Forwarding with { Host = value } }
            ) with
            {
                Reason = "Host that the upstream gets: Upstream for the upstream's name, Client for the one that the client sent.",
                Switch = "--upstream-host",
                HelpName = "HOST",
            },
        ];

    private static Setting<GatewayOptions> Time(string key, Func<GatewayOptions, int> get, Func<GatewayOptions, int, GatewayOptions> set) =>
        Factory.Time(key, get, set) with
        {
            Minimum = 1,
            Maximum = MaxMs,
        };

    private static bool TryReadAddress(string text, out Uri value) =>
        Uri.TryCreate(text, UriKind.Absolute, out value!) && value.Scheme is "http" or "https";

    private static bool TryReadVersion(string text, out Version value)
    {
        value = text == "2" ? HttpVersion.Version20 : HttpVersion.Version11;
        return text is "1.1" or "2";
    }

    private static List<IPNetwork> ReadNetworks(SectionReader reader, IConfigurationSection section)
    {
        List<IPNetwork> networks = [];
        foreach (string text in SectionReader.Texts(section))
        {
            if (IPNetwork.TryParse(text, out IPNetwork network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(text, out IPAddress? one))
            {
                networks.Add(new IPNetwork(one, one.GetAddressBytes().Length * 8));
            }
            else
            {
                reader.Fault(section, $"is '{text}' but must be an address or a network, for instance 10.0.0.0/8");
            }
        }

        return networks;
    }
}
