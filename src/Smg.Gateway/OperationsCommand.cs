using System.CommandLine;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Connections;

namespace Smg.Gateway;

/// <summary>The options of a gateway that concern those who operate it: listeners, limits, the end, the access log, readiness.</summary>
internal sealed class OperationsCommand
{
    private const string Protocols = "Protocols";
    private const string WasmSection = "SmgWasm";
    private const string Example =
        """{ "Kestrel": { "Endpoints": { "Http": { "Url": "http://127.0.0.1:8080", "Protocols": "Http2" } } } }""";

    private static readonly GatewayOptions Defaults = new();

    private readonly Option<string?> _config = new("--config")
    {
        Description =
            "A JSON file whose section Kestrel names the listeners in place of --address (HTTP/2, h2c, TLS), in Kestrel's own "
            + "words, and whose section SmgWasm names Modules that follow its changes. Environment variables such as "
            + "Kestrel__Endpoints__Tls__Url go before it.",
        HelpName = "FILE",
    };
    private readonly Option<int?> _maxConnections = new("--max-connections")
    {
        Description =
            "Connections of clients that are open at once. Defaults to a quarter of the process's file descriptors beyond the "
            + "reserved ones.",
        HelpName = "COUNT",
    };
    private readonly Option<int> _reservedFiles = new("--reserved-files")
    {
        Description = "File descriptors that clients never take.",
        DefaultValueFactory = _ => Defaults.Connections.ReservedFiles,
        HelpName = "COUNT",
    };
    private readonly Option<int> _perAddress = new("--max-connections-per-address")
    {
        Description = "Connections from one address (a /64 of IPv6) that is not a trusted proxy's; 0 for any number.",
        DefaultValueFactory = _ => 0,
        HelpName = "COUNT",
    };
    private readonly Option<int> _headInterim = TimeOption.Create(
        "--head-interim-timeout",
        "How long the final response to HEAD may take after an interim one such as 103: milliseconds, or for instance 1s.",
        Defaults.HeadInterimTimeoutMs
    );
    private readonly Option<int> _drain = TimeOption.Create(
        "--drain-timeout",
        "How long running requests may take to end when the gateway stops: milliseconds, or for instance 30s.",
        Defaults.DrainTimeoutMs
    );
    private readonly Option<AccessLogFormat> _accessLog = new("--access-log")
    {
        Description = "A line a request on standard output: off, text or json.",
        DefaultValueFactory = _ => AccessLogFormat.Off,
        HelpName = "FORMAT",
    };
    private readonly Option<double> _sample = new("--access-log-sample")
    {
        Description = "The share of requests that the access log has, for instance 0.01.",
        DefaultValueFactory = _ => 1,
        HelpName = "SHARE",
    };
    private readonly Option<string> _readyUpstream = new("--ready-upstream")
    {
        Description = "A path of the upstream that /ready asks too, for instance /health: below 500 is ready.",
        DefaultValueFactory = _ => "",
        HelpName = "PATH",
    };

    /// <summary>The options, for a command to take.</summary>
    public IEnumerable<Option> Options =>
        [_config, _maxConnections, _reservedFiles, _perAddress, _headInterim, _drain, _accessLog, _sample, _readyUpstream];

    /// <summary>Reads the options.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">What they are added to.</param>
    /// <returns>What is wrong with the file of <c>--config</c>; empty where nothing is.</returns>
    public IReadOnlyList<string> Read(ParseResult parse, ref GatewayOptions options)
    {
        IConfigurationSection? kestrel = null;
        IConfigurationSection? wasm = null;
        string? error = null;
        if (parse.GetResult(_config) is not null || HasVariables())
        {
            error = ReadListeners(parse.GetValue(_config), out kestrel, out wasm);
        }

        options = options with
        {
            Kestrel = kestrel,
            Wasm = wasm,
            Connections = new ConnectionRules
            {
                Max = parse.GetValue(_maxConnections),
                ReservedFiles = parse.GetValue(_reservedFiles),
                MaxPerAddress = parse.GetValue(_perAddress),
            },
            HeadInterimTimeoutMs = parse.GetValue(_headInterim),
            DrainTimeoutMs = parse.GetValue(_drain),
            AccessLog = new AccessLogOptions { Format = parse.GetValue(_accessLog), Sample = parse.GetValue(_sample) },
            ReadyUpstreamPath = parse.GetValue(_readyUpstream) ?? "",
        };
        return error is null ? [] : [error];
    }

    private static bool HasVariables() =>
        Environment
            .GetEnvironmentVariables()
            .Keys.OfType<string>()
            .Any(name =>
                name.StartsWith($"{GatewayOptions.KestrelSection}__", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith($"{WasmSection}__", StringComparison.OrdinalIgnoreCase)
            );

    private static string? ReadListeners(string? file, out IConfigurationSection? kestrel, out IConfigurationSection? wasm)
    {
        kestrel = wasm = null;
        ConfigurationBuilder builder = new();
        try
        {
            if (file is not null)
            {
                builder.AddJsonStream(new MemoryStream(File.ReadAllBytes(file)));
            }

            kestrel = builder.AddEnvironmentVariables().Build().GetSection(GatewayOptions.KestrelSection);
            wasm = ReadModules(file);
        }
        catch (Exception e)
            when (e
                    is IOException
                        or InvalidDataException
                        or UnauthorizedAccessException
                        or FormatException
                        or ArgumentException
                        or JsonException
            )
        {
            return $"--config '{file}' cannot be read: {e.GetBaseException().Message}";
        }

        IConfigurationSection[] endpoints = [.. kestrel.GetSection("Endpoints").GetChildren()];
        string source = file is null ? "The environment (Kestrel__…)" : $"--config '{file}'";
        if (endpoints.Length == 0 && wasm is not null)
        {
            kestrel = null;
            return null;
        }

        return endpoints.Length == 0 ? $"{source} has no section Kestrel:Endpoints with at least one endpoint: {Example}"
            : endpoints.Append(kestrel.GetSection("EndpointDefaults")).FirstOrDefault(HasUnknownProtocols) is not { } wrong ? null
            : $"{source} has {wrong.Path}:Protocols '{wrong[Protocols]}' but it must be one of "
                + $"{string.Join(", ", Enum.GetNames<HttpProtocols>())}";
    }

    /// <summary>The section of modules, which follows changes of the file; null where it is missing.</summary>
    private static IConfigurationSection? ReadModules(string? file)
    {
        ConfigurationBuilder builder = new();
        if (file is not null)
        {
            string path = Path.GetFullPath(file);
            builder.AddJsonFile(source =>
            {
                // A file whose name begins with a dot is a file too.
                source.FileProvider = new PhysicalFileProvider(Path.GetDirectoryName(path)!, ExclusionFilters.None);
                source.Path = Path.GetFileName(path);
                source.ReloadOnChange = true;

                // Whoever follows the section notes what cannot be read.
                source.OnLoadException = context => context.Ignore = true;
            });
        }

        IConfigurationSection section = builder.AddEnvironmentVariables().Build().GetSection(WasmSection);
        return section.Exists() ? section : null;
    }

    /// <summary>Kestrel itself takes its default for what it does not know.</summary>
    private static bool HasUnknownProtocols(IConfigurationSection endpoint) =>
        endpoint[Protocols] is { } text && !Enum.GetNames<HttpProtocols>().Contains(text, StringComparer.OrdinalIgnoreCase);
}
