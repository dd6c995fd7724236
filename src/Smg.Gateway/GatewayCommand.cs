using System.CommandLine;
using System.Net;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Options;

namespace Smg.Gateway;

/// <summary>The options of a gateway on a command line, for whatever program starts one.</summary>
public sealed class GatewayCommand
{
    private static readonly GatewayOptions Defaults = new();

    private readonly Option<Uri> _address = Address("--address", "Where clients are served; port 0 for any free one.", Defaults.Address);
    private readonly Option<Uri> _admin = Address("--admin", "Where the admin API, metrics and health are served.", Defaults.AdminAddress);
    private readonly Option<string[]> _adminHosts = new("--admin-host")
    {
        Description = "A name by which the admin API may be called, beside localhost. Can be given often.",
        HelpName = "NAME",
    };
    private readonly Option<string?> _manifest = new("--manifest")
    {
        Description = "A file that keeps the registered modules over a restart; their bytes are kept in a folder beside it.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _acknowledge = new("--acknowledge-damaged-manifest")
    {
        Description = "Let requests pass again after an earlier start found the manifest damaged: which modules it held is not known.",
    };
    private readonly Option<bool> _smgCompat = new("--smg-compat")
    {
        Description =
            "Let the admin API answer as smg 1.13's does: whole numbers of milliseconds, text for DELETE, unknown fields "
            + "ignored, streams passed.",
    };
    private readonly Option<int> _upstreamTimeout = TimeOption.Create(
        "--upstream-timeout",
        "How long the upstream may be silent: milliseconds, or for instance 30s.",
        Defaults.UpstreamTimeoutMs
    );
    private readonly Option<int> _bodyTimeout = TimeOption.Create(
        "--body-timeout",
        "Within which time a request's body must have arrived: milliseconds, or for instance 30s.",
        Defaults.BodyTimeoutMs
    );

    private readonly Option<int> _keepAlive = TimeOption.Create(
        "--keep-alive-timeout",
        "How long a connection may be without a request: milliseconds, or for instance 130s.",
        Defaults.KeepAliveTimeoutMs
    );
    private readonly Option<int> _headerTimeout = TimeOption.Create(
        "--header-timeout",
        "Within which time a request's head must have arrived: milliseconds, or for instance 30s.",
        Defaults.HeaderTimeoutMs
    );
    private readonly Option<long?> _maxBuffered = new("--max-buffered-bytes")
    {
        Description =
            "Bytes that all bodies together may take while modules look at them. Defaults to the smaller of 1 GiB and a tenth of memory.",
        HelpName = "BYTES",
    };

    private readonly Option<int> _streamDrain = TimeOption.Create(
        "--stream-drain",
        "How long streams may go on after a module that sees their events was removed or replaced: milliseconds, or for instance 30s.",
        Defaults.StreamDrainMs
    );

    private readonly Option<AmbiguityRule> _encodedSlash = Rule(
        "--encoded-slash",
        "What happens to %2F and %5C in a path: reject, or pass for clients that encode model ids.",
        Defaults.Targets.EncodedSlash
    );
    private readonly Option<AmbiguityRule> _doubleSlash = Rule(
        "--double-slash",
        "What happens to // in a path: reject, merge or pass.",
        Defaults.Targets.DoubleSlash
    );
    private readonly Option<AmbiguityRule> _encodedControl = Rule(
        "--encoded-control",
        "What happens to %00-%1F and %7F in a path: reject or pass.",
        Defaults.Targets.EncodedControl
    );
    private readonly Option<AmbiguityRule> _pathParameters = Rule(
        "--path-parameters",
        "What happens to ';' in a path: pass, or reject before a servlet container.",
        Defaults.Targets.PathParameters
    );

    private readonly Option<string[]> _trustedProxies = new("--trusted-proxy")
    {
        Description = "A network whose Forwarded and X-Forwarded-* fields are believed, for instance 10.0.0.0/8. Can be given often.",
        HelpName = "CIDR",
    };
    private readonly Option<ClientFields> _clientFields = new("--client-fields")
    {
        Description = "Which fields say where a request came from: XForwarded, Forwarded, Both or None.",
        DefaultValueFactory = _ => Defaults.Forwarding.ClientFields,
        HelpName = "FIELDS",
    };
    private readonly Option<UpstreamHost> _host = new("--upstream-host")
    {
        Description = "The Host that the upstream gets: Upstream for its name, Client for what the client sent.",
        DefaultValueFactory = _ => Defaults.Forwarding.Host,
        HelpName = "HOST",
    };
    private readonly Option<string> _upstreamVersion = new("--upstream-http")
    {
        Description = "The HTTP version spoken to the upstream: 1.1 or 2.",
        DefaultValueFactory = _ => "1.1",
        HelpName = "VERSION",
    };

    private readonly OperationsCommand _operations = new();

    /// <summary>The options, for a command to take.</summary>
    public IEnumerable<Option> Options =>
        [
            _address,
            _admin,
            _adminHosts,
            _manifest,
            _acknowledge,
            _smgCompat,
            _upstreamTimeout,
            _bodyTimeout,
            _keepAlive,
            _headerTimeout,
            _maxBuffered,
            _streamDrain,
            _encodedSlash,
            _doubleSlash,
            _encodedControl,
            _pathParameters,
            _trustedProxies,
            _clientFields,
            _host,
            _upstreamVersion,
            .. _operations.Options,
        ];

    /// <summary>Reads the options.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="upstream">Where requests are forwarded to.</param>
    /// <param name="runtime">Loads the options of the runtime.</param>
    /// <exception cref="OptionsException">The options cannot be used; the exception names every wrong field, the runtime's among
    /// them.</exception>
    public GatewayOptions Read(ParseResult parse, Uri upstream, Func<WasmRuntimeOptions> runtime)
    {
        ArgumentNullException.ThrowIfNull(parse);
        ArgumentNullException.ThrowIfNull(runtime);
        GatewayOptions options = new()
        {
            Address = parse.GetValue(_address)!,
            AdminAddress = parse.GetValue(_admin)!,
            AdminKey = Environment.GetEnvironmentVariable(GatewayOptions.AdminKeyVariable) ?? "",
            AdminHosts = parse.GetValue(_adminHosts) ?? [],
            Upstream = upstream,
            ManifestPath = parse.GetValue(_manifest) is { } manifest ? Path.GetFullPath(manifest) : "",
            AcknowledgeDamagedManifest = parse.GetValue(_acknowledge),
            SmgCompat = parse.GetValue(_smgCompat),
            UpstreamTimeoutMs = parse.GetValue(_upstreamTimeout),
            BodyTimeoutMs = parse.GetValue(_bodyTimeout),
            KeepAliveTimeoutMs = parse.GetValue(_keepAlive),
            HeaderTimeoutMs = parse.GetValue(_headerTimeout),
            MaxBufferedBytes = parse.GetValue(_maxBuffered),
            StreamDrainMs = parse.GetValue(_streamDrain),
            Targets = new TargetRules
            {
                EncodedSlash = parse.GetValue(_encodedSlash),
                DoubleSlash = parse.GetValue(_doubleSlash),
                EncodedControl = parse.GetValue(_encodedControl),
                PathParameters = parse.GetValue(_pathParameters),
            },
        };
        IReadOnlyList<string> unread = [.. ReadForwarding(parse, ref options), .. _operations.Read(parse, ref options)];
        string[] errors = [.. unread, .. GatewayOptionsValidator.Validate(options)];
        try
        {
            options = options with { Runtime = runtime() };
        }
        catch (OptionsException e)
        {
            throw new OptionsException([.. errors, .. e.Errors]);
        }

        return errors.Length == 0 ? options : throw new OptionsException(errors);
    }

    private List<string> ReadForwarding(ParseResult parse, ref GatewayOptions options)
    {
        List<string> errors = [];
        List<IPNetwork> proxies = [];
        foreach (string text in parse.GetValue(_trustedProxies) ?? [])
        {
            if (IPNetwork.TryParse(text, out IPNetwork network))
            {
                proxies.Add(network);
            }
            else if (IPAddress.TryParse(text, out IPAddress? one))
            {
                proxies.Add(new IPNetwork(one, one.GetAddressBytes().Length * 8));
            }
            else
            {
                errors.Add($"--trusted-proxy is '{text}' but must be an address or a network, for instance 10.0.0.0/8");
            }
        }

        string version = parse.GetValue(_upstreamVersion)!;
        if (version is not ("1.1" or "2"))
        {
            errors.Add($"--upstream-http is '{version}' but must be 1.1 or 2");
        }

        options = options with
        {
            Forwarding = new ForwardingRules
            {
                TrustedProxies = proxies,
                ClientFields = parse.GetValue(_clientFields),
                Host = parse.GetValue(_host),
            },
            UpstreamVersion = version == "2" ? HttpVersion.Version20 : HttpVersion.Version11,
        };
        return errors;
    }

    private static Option<AmbiguityRule> Rule(string name, string description, AmbiguityRule fallback) =>
        new(name)
        {
            Description = description,
            HelpName = "RULE",
            DefaultValueFactory = _ => fallback,
            CustomParser = result =>
            {
                string text = result.Tokens.Single().Value;
                if (Enum.GetNames<AmbiguityRule>().Contains(text, StringComparer.OrdinalIgnoreCase))
                {
                    return Enum.Parse<AmbiguityRule>(text, ignoreCase: true);
                }

                result.AddError($"{name} is '{text}' but must be reject, pass or, for --double-slash, merge");
                return fallback;
            },
        };

    /// <summary>An option whose value is the address of a server.</summary>
    internal static Option<Uri> Address(string name, string description, Uri? fallback) =>
        new(name)
        {
            Description = description,
            HelpName = "URL",
            Required = fallback is null,
            DefaultValueFactory = fallback is null ? null! : _ => fallback,
            CustomParser = result =>
            {
                string text = result.Tokens.Single().Value;
                if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https")
                {
                    return uri;
                }

                result.AddError($"{name} is '{text}' but must be for instance http://127.0.0.1:8080");
                return null;
            },
        };
}
