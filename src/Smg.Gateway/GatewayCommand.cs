using System.CommandLine;
using Smg.Wasm.Options;

namespace Smg.Gateway;

/// <summary>The options of a gateway on a command line, for whatever program starts one.</summary>
public sealed class GatewayCommand
{
    private static readonly GatewayOptions Defaults = new();

    private readonly Option<Uri> _address = Address("--address", "Where clients are served; port 0 for any free one.", Defaults.Address);
    private readonly Option<Uri> _admin = Address("--admin", "Where the admin API, metrics and health are served.", Defaults.AdminAddress);
    private readonly Option<string[]> _adminHosts = new("--admin-host") { Description = "A name by which the admin API may be called, beside localhost. Can be given often.", HelpName = "NAME" };
    private readonly Option<string?> _manifest = new("--manifest") { Description = "A file that keeps the registered modules over a restart; their bytes are kept in a folder beside it.", HelpName = "FILE" };
    private readonly Option<int> _upstreamTimeout = Milliseconds.Option("--upstream-timeout", "How long the upstream may be silent: milliseconds, or for instance 30s.", Defaults.UpstreamTimeoutMs);
    private readonly Option<int> _bodyTimeout = Milliseconds.Option("--body-timeout", "Within which time a request's body must have arrived: milliseconds, or for instance 30s.", Defaults.BodyTimeoutMs);

    /// <summary>The environment variable with the admin API's key: a command line can be read by all users of a machine.</summary>
    public const string AdminKeyVariable = "SMG_ADMIN_KEY";

    /// <summary>The options, for a command to take.</summary>
    public IEnumerable<Option> Options => [_address, _admin, _adminHosts, _manifest, _upstreamTimeout, _bodyTimeout];

    /// <summary>Reads the options.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="upstream">Where requests are forwarded to.</param>
    /// <param name="runtime">Loads the options of the runtime.</param>
    /// <exception cref="OptionsException">The options cannot be used; the exception names every wrong field, the runtime's among them.</exception>
    public GatewayOptions Read(ParseResult parse, Uri upstream, Func<WasmRuntimeOptions> runtime)
    {
        ArgumentNullException.ThrowIfNull(parse);
        ArgumentNullException.ThrowIfNull(runtime);
        GatewayOptions options = new()
        {
            Address = parse.GetValue(_address)!,
            AdminAddress = parse.GetValue(_admin)!,
            AdminKey = Environment.GetEnvironmentVariable(AdminKeyVariable) ?? "",
            AdminHosts = parse.GetValue(_adminHosts) ?? [],
            Upstream = upstream,
            ManifestPath = parse.GetValue(_manifest) is { } manifest ? Path.GetFullPath(manifest) : "",
            UpstreamTimeoutMs = parse.GetValue(_upstreamTimeout),
            BodyTimeoutMs = parse.GetValue(_bodyTimeout),
        };
        string[] errors = GatewayOptionsValidator.Validate(options);
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

    /// <summary>An option whose value is the address of a server.</summary>
    internal static Option<Uri> Address(string name, string description, Uri? fallback) => new(name)
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
