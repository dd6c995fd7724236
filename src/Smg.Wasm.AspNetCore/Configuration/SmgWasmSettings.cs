using System.Globalization;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Options;
using Factory = Smg.Wasm.AspNetCore.Configuration.SettingFactory<Smg.Wasm.AspNetCore.Configuration.SmgWasmOptions>;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>All settings of the section <c>SmgWasm</c> but its modules, whose settings are <see cref="ModuleSettingsTable"/>.</summary>
internal static class SmgWasmSettings
{
    /// <summary>The section's name by convention.</summary>
    public const string Section = "SmgWasm";

    /// <summary>The key of the modules.</summary>
    public const string Modules = nameof(SmgWasmOptions.Modules);

    /// <summary>Where the options of the runtime are.</summary>
    public const string Runtime = nameof(SmgWasmOptions.Runtime);

    private const int MaxMs = 3_600_000;

    /// <summary>Defaults of the runtime that depend on the machine.</summary>
    private static readonly Dictionary<string, string> Computed = new()
    {
        [nameof(WasmRuntimeOptions.ThreadPoolSize)] = "the processors, at most 4",
        [nameof(WasmRuntimeOptions.InlineConcurrency)] = "the processors, at most 128",
    };

    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting<SmgWasmOptions>> All { get; } =
    [
        Factory.Text("AdminKey", options => options.AdminKey, (options, value) => options.Change(() => options.AdminKey = value)) with
        {
            Reason =
                "Key that the admin API requires as Authorization: Bearer or X-API-Key. Without one, the gateway's admin port must "
                + "be on a loopback address, and an application's endpoints need an authorization policy.",
            DefaultText = "none",
            Values = "visible ASCII characters",
            FormerVariable = GatewayOptions.AdminKeyVariable,
        },
        Factory.Text(
            "ManifestPath",
            options => options.ManifestPath,
            (options, value) => options.Change(() => options.ManifestPath = value)
        ) with
        {
            Reason =
                "File that keeps the admin API's modules across restarts; their bytes are kept in a folder beside it. The path is "
                + "absolute; on the command line it may be relative.",
            DefaultText = "none",
            Values = "the absolute path of a file",
            Switch = "--manifest",
            HelpName = "FILE",
        },
        Factory.Time(
            "BodyTimeoutMs",
            options => options.BodyTimeoutMs,
            (options, value) => options.Change(() => options.BodyTimeoutMs = value)
        ) with
        {
            Reason = "Time within which a request's body must have arrived where a module needs it; then the client gets 408.",
            Minimum = 1,
            Maximum = MaxMs,
            Switch = "--body-timeout",
        },
        Factory.OptionalLong(
            "MaxBufferedBytes",
            options => options.MaxBufferedBytes,
            (options, value) => options.Change(() => options.MaxBufferedBytes = value)
        ) with
        {
            Reason = "Total size of all bodies that are held for modules at once. At least MaxBodySize and an eighth of it.",
            Read = options => options.BufferBudget.ToString(CultureInfo.InvariantCulture),
            DefaultText = "the smaller of 1 GiB and a tenth of memory",
            Unit = "bytes",
            Minimum = 1,
            Switch = "--max-buffered-bytes",
            HelpName = "BYTES",
        },
        Factory.Time(
            "BufferWaitMs",
            options => options.BufferWaitMs,
            (options, value) => options.Change(() => options.BufferWaitMs = value)
        ) with
        {
            Reason = "Time that a request waits for room within MaxBufferedBytes; then the client gets 503.",
            Minimum = 0,
            Maximum = MaxMs,
        },
        Factory.Integer(
            "RetryAfterSeconds",
            options => options.RetryAfterSeconds,
            (options, value) => options.Change(() => options.RetryAfterSeconds = value)
        ) with
        {
            Reason = "Retry-After of 503 responses under overload.",
            Unit = "s",
            Minimum = 1,
            Maximum = 3600,
        },
        Factory.Time(
            "StreamDrainMs",
            options => options.StreamDrainMs,
            (options, value) => options.Change(() => options.StreamDrainMs = value)
        ) with
        {
            Reason = "Time that live streams may continue after a module that sees their events was removed or replaced.",
            Minimum = 0,
            Maximum = MaxMs,
            Switch = "--stream-drain",
        },
        Factory.Flag("SmgCompat", options => options.SmgCompat, (options, value) => options.Change(() => options.SmgCompat = value)) with
        {
            Reason =
                "Makes the admin API answer as smg 1.13's: whole milliseconds, text for DELETE, unknown fields ignored, streams passed.",
            Switch = "--smg-compat",
        },
        Rule("EncodedSlash", rules => rules.EncodedSlash, (rules, rule) => rules with { EncodedSlash = rule }) with
        {
            Reason = "Treatment of %2F and %5C in a path: Reject answers 400; Pass is for clients that encode model ids.",
            Switch = "--encoded-slash",
        },
        Rule("DoubleSlash", rules => rules.DoubleSlash, (rules, rule) => rules with { DoubleSlash = rule }) with
        {
            Reason = "Treatment of // in a path: Reject answers 400, Merge makes it one slash, Pass keeps it.",
            Choices = Enum.GetNames<AmbiguityRule>(),
            Switch = "--double-slash",
        },
        Rule("EncodedControl", rules => rules.EncodedControl, (rules, rule) => rules with { EncodedControl = rule }) with
        {
            Reason = "Treatment of %00-%1F and %7F in a path: Reject answers 400, Pass keeps them.",
            Switch = "--encoded-control",
        },
        Rule("PathParameters", rules => rules.PathParameters, (rules, rule) => rules with { PathParameters = rule }) with
        {
            Reason = "Treatment of ';' in a path: Pass keeps it; Reject answers 400, for upstreams that are servlet containers.",
            Switch = "--path-parameters",
        },
        .. OptionsCatalogue.All.Select(OfRuntime),
    ];

    private static Setting<SmgWasmOptions> Rule(
        string name,
        Func<TargetRules, AmbiguityRule> get,
        Func<TargetRules, AmbiguityRule, TargetRules> set
    ) =>
        Factory.Choice(
            $"{nameof(SmgWasmOptions.Targets)}:{name}",
            options => get(options.Targets),
            (options, rule) => options.Change(() => options.Targets = set(options.Targets, rule))
        ) with
        {
            Choices = [nameof(AmbiguityRule.Reject), nameof(AmbiguityRule.Pass)],
            HelpName = "RULE",
        };

    /// <summary>An option of the runtime is a setting below <c>Runtime</c>.</summary>
    private static Setting<SmgWasmOptions> OfRuntime(OptionDescriptor option) =>
        new()
        {
            Key = $"{Runtime}:{option.Name}",
            Kind = option.Kind switch
            {
                OptionKind.Number => SettingKind.Integer,
                OptionKind.Boolean => SettingKind.Flag,
                OptionKind.Choice => SettingKind.Choice,
                OptionKind.Text => SettingKind.Text,
                _ => throw new InvalidOperationException($"Unknown kind {option.Kind}."),
            },
            Reason = option.Reason,
            Unit = option.Unit,
            Minimum = option.Minimum,
            Maximum = option.Maximum,
            Choices = option.Choices,
            Values = option.Bounds,
            DefaultText = Computed.GetValueOrDefault(option.Name),
            IgnoresUnderscores = true,
            FormerVariable = OptionsLoader.EnvironmentPrefix + option.SnakeName.ToUpperInvariant(),
            Read = options => option.Read(options.Runtime),
            Bind = (reader, section, options) =>
            {
                if (section.Value is { } text && option.TrySet(options.Runtime, text) is { } changed)
                {
                    options.Runtime = changed;
                }
                else
                {
                    reader.Fault(section, $"is '{section.Value}' but must be {option.Bounds}");
                }

                return options;
            },
        };
}
