using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smg.Wasm.AspNetCore.Configuration;

/// <summary>
/// The JSON schema of the sections <c>SmgWasm</c> and <c>Gateway</c>, made of the tables of their settings: editors complete and check
/// <c>appsettings.json</c> by it. The package ships it as ConfigurationSchema.json, which a test holds to the tables.
/// </summary>
internal static class ConfigurationSchema
{
    private const string TimePattern = "^[0-9]+(\\.[0-9]+)?(us|µs|ms|s|m)?$";

    /// <summary>Numbers and truth values may be written as texts: configuration has no others.</summary>
    private const string WholeNumber = "^-?[0-9]+$";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the schema, with a line feed at its end.</summary>
    public static string Write()
    {
        JsonObject wasm = Section(SmgWasmSettings.All);
        wasm["description"] = "WebAssembly middleware: the runtime, its modules, and limits.";
        wasm["properties"]![SmgWasmSettings.Modules] = Modules();
        JsonObject gateway = Section(GatewaySettings.All);
        gateway["description"] = "Settings of smg-gateway beside SmgWasm: addresses, the upstream, timeouts, connections.";
        JsonObject root = new()
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Configuration of Smg.Wasm.AspNetCore and smg-gateway",
            ["type"] = "object",
            ["properties"] = new JsonObject { [SmgWasmSettings.Section] = wasm, [GatewaySettings.Section] = gateway },
        };
        return root.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Modules()
    {
        JsonObject named = Section(ModuleSettingsTable.All);
        named["required"] = new JsonArray("Path");
        JsonObject listed = (JsonObject)named.DeepClone();
        listed["required"] = new JsonArray("Name", "Path");
        return new JsonObject
        {
            ["description"] =
                "The modules, by their names or as a list. They are called by Order, then as listed, and follow changes of the "
                + "configuration.",
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "object", ["additionalProperties"] = named },
                new JsonObject { ["type"] = "array", ["items"] = listed }
            ),
        };
    }

    private static JsonObject Section<T>(IReadOnlyList<Setting<T>> settings)
        where T : new()
    {
        T defaults = new();
        JsonObject section = Empty();
        foreach (Setting<T> setting in settings)
        {
            string[] parts = setting.Key.Split(':');
            JsonObject place = section;
            foreach (string part in parts[..^1])
            {
                JsonObject properties = (JsonObject)place["properties"]!;
                properties[part] ??= Empty();
                place = (JsonObject)properties[part]!;
            }

            ((JsonObject)place["properties"]!)[parts[^1]] = Describe(setting, setting.Read(defaults));
        }

        return section;
    }

    private static JsonObject Empty() =>
        new()
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(),
        };

    private static JsonObject Describe(Setting setting, string value)
    {
        JsonObject schema = OfKind(setting);
        string unit = setting.Unit.Length == 0 || setting.Kind == SettingKind.Time ? "" : $" In {setting.Unit}.";
        schema["description"] =
            setting.DefaultText is { } text ? $"{setting.Reason}{unit} Default: {text}."
            : setting.Kind is SettingKind.List or SettingKind.Text or SettingKind.Choice && value.Length == 0 ? $"{setting.Reason}{unit}"
            : $"{setting.Reason}{unit} Default: {value}.";
        if (setting.DefaultText is null && DefaultOf(setting, value) is { } node)
        {
            schema["default"] = node;
        }

        return schema;
    }

    private static JsonValue? DefaultOf(Setting setting, string value) =>
        setting.Kind switch
        {
            SettingKind.Integer or SettingKind.Time => JsonValue.Create(long.Parse(value, CultureInfo.InvariantCulture)),
            SettingKind.Number => JsonValue.Create(double.Parse(value, CultureInfo.InvariantCulture)),
            SettingKind.Flag => JsonValue.Create(value == "true"),
            SettingKind.Choice => JsonValue.Create(value),
            SettingKind.Text when value.Length > 0 => JsonValue.Create(value),
            _ => null,
        };

    private static JsonObject OfKind(Setting setting) =>
        setting.Kind switch
        {
            SettingKind.Integer => AnyOf(Number("integer", setting), Pattern(WholeNumber)),
            SettingKind.Time => AnyOf(Number("integer", setting), Pattern(TimePattern)),
            SettingKind.Number => AnyOf(Number("number", setting), new JsonObject { ["type"] = "string" }),
            SettingKind.Flag => AnyOf(
                new JsonObject { ["type"] = "boolean" },
                new JsonObject { ["enum"] = new JsonArray("true", "false", "True", "False") }
            ),
            SettingKind.Choice => Choice(setting),
            SettingKind.List => ListOf(setting.Choices.Count > 0 ? Choice(setting) : new JsonObject { ["type"] = "string" }),
            SettingKind.Pairs => new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
            },
            SettingKind.Lists => new JsonObject
            {
                ["type"] = "object",
                ["additionalProperties"] = ListOf(new JsonObject { ["type"] = "string" }),
            },
            SettingKind.Text when setting.Choices.Count > 0 => Choice(setting),
            SettingKind.Text => new JsonObject { ["type"] = "string" },
            _ => throw new InvalidOperationException($"Unknown kind {setting.Kind}."),
        };

    private static JsonObject Number(string type, Setting setting)
    {
        JsonObject number = new() { ["type"] = type };
        if (setting.Minimum is { } min)
        {
            number["minimum"] = min;
        }

        if (setting.Maximum is { } max)
        {
            number["maximum"] = max;
        }

        return number;
    }

    /// <summary>The names as they are completed; in any case they are read.</summary>
    private static JsonObject Choice(Setting setting) =>
        AnyOf(
            new JsonObject { ["enum"] = new JsonArray([.. setting.Choices.Select(name => (JsonNode)name)]) },
            Pattern($"^({string.Join('|', setting.Choices.Select(AnyCase))})$")
        );

    private static string AnyCase(string name) =>
        string.Concat(
            name.Select(letter =>
                char.IsAsciiLetter(letter) ? $"[{char.ToUpperInvariant(letter)}{char.ToLowerInvariant(letter)}]"
                : letter == '.' ? "\\."
                : letter.ToString()
            )
        );

    private static JsonObject ListOf(JsonObject item) =>
        AnyOf(new JsonObject { ["type"] = "array", ["items"] = item }, new JsonObject { ["type"] = "string" });

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject AnyOf(params JsonNode[] schemas) => new() { ["anyOf"] = new JsonArray(schemas) };
}
