using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Factory = Smg.Wasm.AspNetCore.Configuration.SettingFactory<Smg.Wasm.AspNetCore.Configuration.WasmModuleOptions>;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>All settings of a module of the configuration.</summary>
internal static class ModuleSettingsTable
{
    /// <summary>The settings, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting<WasmModuleOptions>> All { get; } =
    [
        Factory.Text("Name", module => module.Name, (module, value) => module.Change(() => module.Name = value)) with
        {
            Reason = "Name in failures, logs, metrics and lists of endpoints.",
            DefaultText = "the module's key; required in a list",
        },
        Factory.Text("Path", module => module.Path, (module, value) => module.Change(() => module.Path = value)) with
        {
            Reason = "Path of the .wasm file, absolute or relative to the content root.",
            DefaultText = "required",
        },
        Factory.Text("Sha256", module => module.Sha256, (module, value) => module.Change(() => module.Sha256 = value)) with
        {
            Reason = "SHA-256 that the file must have; any other file is refused before it is compiled.",
            DefaultText = "any",
            Values = "64 hexadecimal digits",
        },
        Factory.Choices(
            "AttachPoints",
            module => module.AttachPoints,
            (module, value) => module.Change(() => module.AttachPoints = value)
        ) with
        {
            Reason = "Attach points at which the module is called.",
            Choices =
            [
                nameof(AttachPoint.OnRequest),
                nameof(AttachPoint.OnResponse),
                nameof(AttachPoint.OnError),
                nameof(AttachPoint.OnEvent),
            ],
        },
        Factory.Choice(
            "FailurePolicy",
            module => module.FailurePolicy,
            (module, value) => module.Change(() => module.FailurePolicy = value)
        ) with
        {
            Reason = "What happens to a message when the module fails: Closed refuses it, Open lets it pass.",
        },
        Factory.Integer("Order", module => module.Order, (module, value) => module.Change(() => module.Order = value)) with
        {
            Reason = "Modules of lower order are called first, those of equal order as they are listed.",
        },
        Factory.OptionalChoice<StreamPolicy>(
            "OnStream",
            module => module.OnStream,
            (module, value) => module.Change(() => module.OnStream = value)
        ) with
        {
            Reason = "What happens to streamed responses that the module cannot see whole.",
            DefaultText = "Events where it exports on-event, else Reject for Closed and Pass for Open",
        },
        Factory.Flag("NeedsBody", module => module.NeedsBody, (module, value) => module.Change(() => module.NeedsBody = value)) with
        {
            Reason = "Whether the module reads or replaces bodies; if not, it is called before the body arrives.",
        },
        Factory.Flag("DryRun", module => module.DryRun, (module, value) => module.Change(() => module.DryRun = value)) with
        {
            Reason = "Whether each attach point is called with sample messages before the module serves.",
        },
        Factory.OptionalInteger(
            "MaxExecutionTimeMs",
            module => module.MaxExecutionTimeMs,
            (module, value) => module.Change(() => module.MaxExecutionTimeMs = value)
        ) with
        {
            Reason = "Time that one call of the module may run, at most the runtime's.",
            DefaultText = "the runtime's",
            Unit = "ms",
            Minimum = 1,
        },
        Factory.OptionalInteger(
            "MaxMemoryPages",
            module => module.MaxMemoryPages,
            (module, value) => module.Change(() => module.MaxMemoryPages = value)
        ) with
        {
            Reason = "Maximum size of one linear memory of the module, at most the runtime's.",
            DefaultText = "the runtime's",
            Unit = "pages of 64 KiB",
            Minimum = 1,
        },
        Factory.Flag(
            "PregrowMemory",
            module => module.PregrowMemory,
            (module, value) => module.Change(() => module.PregrowMemory = value)
        ) with
        {
            Reason = "Whether the module's memory may start with the pages that its calls need.",
        },
        Factory.Create(
            "Environment",
            SettingKind.Pairs,
            module => module.Environment,
            (module, value) => module.Change(() => module.Environment = value),
            (reader, section, _) => reader.Pairs(section),
            value => string.Join(", ", value.Select(pair => $"{pair.Key}={pair.Value}"))
        ) with
        {
            Reason = "Configuration of the module, which the guest reads as its environment. It may hold secrets and is never shown.",
            DefaultText = "empty",
        },
        .. Matches(),
    ];

    private static IEnumerable<Setting<WasmModuleOptions>> Matches() =>
        [
            Match("Paths", match => match.Paths, (match, value) => match with { Paths = value }) with
            {
                Reason = "Paths of the requests that the module sees: /v1/models for that path, /v1/* for all below /v1 too.",
            },
            Match("Methods", match => match.Methods, (match, value) => match with { Methods = value }) with
            {
                Reason = "Methods of the requests that the module sees; GET also matches HEAD.",
            },
            Match("Hosts", match => match.Hosts, (match, value) => match with { Hosts = value }) with
            {
                Reason =
                    "Hosts of the requests that the module sees, without a port: api.example.org, or *.example.org for all names below.",
            },
            Factory.Create(
                "Match:Headers",
                SettingKind.Lists,
                module => module.Match?.Headers ?? new Dictionary<string, IReadOnlyList<string>>(),
                (module, value) => module.Change(() => module.Match = (module.Match ?? new ModuleMatch()) with { Headers = value }),
                (reader, section, _) => reader.Lists(section),
                value => string.Join("; ", value.Select(pair => $"{pair.Key}: {string.Join(", ", pair.Value)}"))
            ) with
            {
                Reason = "Header fields that must all match, each with one of its values; an empty list of values matches any.",
                DefaultText = "all",
            },
        ];

    private static Setting<WasmModuleOptions> Match(
        string name,
        Func<ModuleMatch, IReadOnlyList<string>?> get,
        Func<ModuleMatch, IReadOnlyList<string>, ModuleMatch> set
    ) =>
        Factory.List(
            $"Match:{name}",
            module => module.Match is { } match ? get(match) : null,
            (module, value) => module.Change(() => module.Match = set(module.Match ?? new ModuleMatch(), value))
        ) with
        {
            DefaultText = "all",
        };
}
