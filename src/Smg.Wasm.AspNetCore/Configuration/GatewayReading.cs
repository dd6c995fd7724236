using Smg.Wasm.Options;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>
/// A gateway's configuration as it was read: the sections <c>Gateway</c>, <c>SmgWasm</c> and <c>Kestrel</c>, and all that is wrong with
/// them.
/// </summary>
/// <param name="Configuration">The whole configuration.</param>
/// <param name="Options">The options; where a value was wrong, with the default in its place.</param>
/// <param name="Faults">What is wrong, by the whole keys.</param>
internal sealed record GatewayReading(IConfiguration Configuration, GatewayOptions Options, IReadOnlyList<ConfigurationFault> Faults)
{
    private const string Upstream = nameof(GatewayOptions.Upstream);

    /// <summary>What is wrong, a sentence each, with the source of the value.</summary>
    public IReadOnlyList<string> Errors => [.. Faults.Select(Describe).Distinct()];

    /// <summary>Reads a configuration.</summary>
    /// <param name="configuration">All of it.</param>
    public static GatewayReading Of(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(GatewaySettings.Section);
        IConfigurationSection kestrel = configuration.GetSection(GatewayOptions.KestrelSection);
        bool hasKestrel = configuration
            .GetChildren()
            .Any(child => child.Key.Equals(GatewayOptions.KestrelSection, StringComparison.OrdinalIgnoreCase));
        SmgWasmOptions shared = new();
        SmgWasmBinder.Bind(configuration.GetSection(SmgWasmSettings.Section), shared);
        List<ConfigurationFault> faults = [];
        SectionBinder<GatewayOptions> binder = new(GatewaySettings.All, new SectionReader(faults));
        GatewayOptions options = binder.Bind(section, new GatewayOptions { SmgWasm = shared, Configuration = configuration }) with
        {
            Kestrel = hasKestrel ? kestrel : null,
        };
        return new GatewayReading(
            configuration,
            options,
            [
                .. faults,
                .. FindMissing(section),
                .. GatewayOptionsValidator.FindOwn(options).Select(fault => fault.Below(GatewaySettings.Section)),
                .. SmgWasmValidator.FindAll(shared),
                .. ModuleFileFaults.Find(shared, Environment.CurrentDirectory),
                .. hasKestrel ? KestrelFaults.Find(kestrel) : [],
            ]
        );
    }

    /// <summary>The options.</summary>
    /// <exception cref="OptionsException">Something is wrong; the exception names all of it.</exception>
    public GatewayOptions ThrowIfInvalid() => Errors is { Count: > 0 } errors ? throw new OptionsException(errors) : Options;

    private static IEnumerable<ConfigurationFault> FindMissing(IConfigurationSection section) =>
        string.IsNullOrEmpty(section[Upstream])
            ?
            [
                new(
                    $"{GatewaySettings.Section}:{Upstream}",
                    "is missing: set it to the server that requests are forwarded to, for instance http://127.0.0.1:8000"
                ),
            ]
            : [];

    private string Describe(ConfigurationFault fault)
    {
        ConfigurationOrigin origin = ConfigurationOrigin.Of(Configuration, fault.Key);
        bool isMissing = origin == ConfigurationOrigin.Default && fault.What.StartsWith("is missing", StringComparison.Ordinal);
        return GatewayOptions.Mask(isMissing ? $"{fault}" : $"{fault} ({origin})");
    }
}
