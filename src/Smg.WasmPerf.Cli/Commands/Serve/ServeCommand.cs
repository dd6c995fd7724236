using System.CommandLine;
using System.Globalization;
using Smg.Gateway.Simulator;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Commands.Serve;

/// <summary>The command <c>serve</c>: its options, and how they become a plan.</summary>
/// <param name="common">Options that other commands have too.</param>
internal sealed class ServeCommand(CommonOptions common)
{
    private readonly Option<int> _port = Port("--port", "The port of 127.0.0.1 where clients are served", 8080);
    private readonly Option<int> _adminPort = Port("--admin-port", "The port of the admin API, metrics and health", 8081);
    private readonly Option<int> _upstreamPort = Port("--upstream-port", "The port of the built-in upstream", 8082);
    private readonly Option<string?> _upstream = new("--upstream")
    {
        Description = "Address of a running upstream, used in place of the built-in one.",
        HelpName = "URL",
    };
    private readonly Option<string[]> _modules = new("--modules")
    {
        Description =
            "Modules to register, in order: a built-in guest or FILE.wasm, called on requests; with @on-response or @both on responses.",
        HelpName = "NAME[@POINT]",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly UpstreamCommand _settings = new();

    /// <summary>Builds the command.</summary>
    /// <param name="services">The services that carry out the plan.</param>
    public Command Build(RunServices services) =>
        new Command(
            "serve",
            $"Runs a gateway and a simulated LLM upstream until Ctrl-C. Options such as --upstream-latency 20 set how the "
                + $"upstream answers every request; the header 'x-upstream-latency: 20' or ?latency=20 sets it for one. The admin "
                + $"API's key is read from {GatewayOptions.AdminKeySetting}."
        )
        {
            _port,
            _adminPort,
            _upstreamPort,
            _upstream,
            _modules,
        }
            .Taking([.. _settings.Options, common.Assignments, common.OptionsFile])
            .Running(
                (parse, cancellationToken) =>
                {
                    ServePlan plan = Plan(parse);

                    // Served until a signal, with the code of a success.
                    services.Interruption.IsUsualEnd = true;
                    return new ServeHandler(services.Console).RunAsync(plan, cancellationToken);
                }
            );

    /// <summary>Reads a plan.</summary>
    /// <param name="parse">The command line.</param>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public ServePlan Plan(ParseResult parse)
    {
        UpstreamSettings settings = _settings.Read(parse, out IReadOnlyList<string> errors);
        if (errors.Count > 0)
        {
            throw new UsageException(string.Join("; ", errors));
        }

        (int port, int adminPort, int upstreamPort) = (parse.GetValue(_port), parse.GetValue(_adminPort), parse.GetValue(_upstreamPort));
        string? upstream = parse.GetValue(_upstream);
        if (upstream is not null && parse.IsGiven(_upstreamPort))
        {
            throw new UsageException("--upstream and --upstream-port cannot be combined: --upstream replaces the built-in upstream");
        }

        int[] taken = [.. new[] { port, adminPort, upstream is null ? upstreamPort : 0 }.Where(one => one != 0)];
        if (taken.Distinct().Count() < taken.Length)
        {
            throw new UsageException($"--port {port}, --admin-port {adminPort} and --upstream-port {upstreamPort} must differ");
        }

        GatewayOptions options = new()
        {
            Address = Local(port),
            AdminAddress = Local(adminPort),
            Upstream = upstream is null ? Local(upstreamPort) : Address(upstream),
            SmgWasm = new SmgWasmOptions { AdminKey = GatewayOptions.ReadAdminKey(), Runtime = common.Plan(parse).Options },
        };
        return new ServePlan(
            options,
            upstream is null ? options.Upstream : null,
            settings,
            [.. (parse.GetValue(_modules) ?? []).Select(ServedModule.Parse)]
        );
    }

    private static Uri Local(int port) => new UriBuilder("http", "127.0.0.1", port).Uri;

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new UsageException($"--upstream is '{GatewayOptions.Mask(text)}' but must be for instance http://127.0.0.1:8000");

    private static Option<int> Port(string name, string description, int port)
    {
        Option<int> option = new(name)
        {
            Description = description + "; 0 for any free one.",
            DefaultValueFactory = _ => port,
            HelpName = "PORT",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !ushort.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                result.AddError($"{name} is '{token.Value}' but must be 0 to 65535");
            }
        });
        return option;
    }
}
