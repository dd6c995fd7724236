using System.Text.Json;

namespace Smg.Gateway.Tests.Configuration;

/// <summary>
/// The schema that the package ships and the tables of the documentation are those of the settings. SMG_WRITE_DOCS=1 writes them.
/// </summary>
public sealed class ConfigurationSchemaTests
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static bool Writes => Environment.GetEnvironmentVariable("SMG_WRITE_DOCS") == "1";

    [Fact]
    public void The_schema_that_the_package_ships_is_the_one_of_the_settings()
    {
        string path = Path.Combine(RepositoryFolder.Path, "src", "Smg.Wasm.AspNetCore", "ConfigurationSchema.json");
        if (Writes)
        {
            File.WriteAllText(path, ConfigurationSchema.Write());
            return;
        }

        Assert.Equal(File.ReadAllText(path), ConfigurationSchema.Write());
    }

    [Theory]
    [InlineData("gateway.md", "GatewaySettings")]
    [InlineData("aspnetcore.md", "SmgWasmSettings")]
    [InlineData("aspnetcore.md", "ModuleSettingsTable")]
    public void The_tables_of_the_documentation_are_those_of_the_settings(string page, string table)
    {
        string path = Path.Combine(RepositoryFolder.Path, "docs", page);
        string text = File.ReadAllText(path);
        string marker = $"<!-- generated from {table} -->\n";
        int begin = text.IndexOf(marker, StringComparison.Ordinal) + marker.Length;
        int end = text.IndexOf("<!-- end -->\n", begin, StringComparison.Ordinal);
        string wanted = table switch
        {
            "GatewaySettings" => Table(GatewaySettings.All),
            "ModuleSettingsTable" => Table(ModuleSettingsTable.All),
            _ => Table([.. SmgWasmSettings.All.Where(setting => !setting.Key.StartsWith("Runtime:", StringComparison.Ordinal))]),
        };
        if (Writes)
        {
            File.WriteAllText(path, text[..begin] + wanted + text[end..]);
            return;
        }

        Assert.Equal(wanted, text[begin..end]);
    }

    [Fact]
    public void Each_settings_file_of_the_repository_names_the_schema_and_has_known_keys_alone()
    {
        string[] files =
        [
            Path.Combine(RepositoryFolder.Path, "src", "Smg.Gateway", "appsettings.json"),
            .. Directory
                .EnumerateFiles(
                    Path.Combine(RepositoryFolder.Path, "scenarios", "examples"),
                    "appsettings.json",
                    SearchOption.AllDirectories
                )
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)),
        ];
        using JsonDocument schema = JsonDocument.Parse(ConfigurationSchema.Write());
        foreach (string file in files)
        {
            using JsonDocument settings = JsonDocument.Parse(File.ReadAllText(file), Lenient);
            string named = settings.RootElement.GetProperty("$schema").GetString()!;
            Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, named)), $"{file}: {named}");
            Assert.Empty(Unknown(settings.RootElement, schema.RootElement, file));
        }
    }

    [Fact]
    public void An_unknown_key_is_not_in_the_schema()
    {
        using JsonDocument schema = JsonDocument.Parse(ConfigurationSchema.Write());
        using JsonDocument settings = JsonDocument.Parse(
            """{ "Other": 1, "SmgWasm": { "Modules": { "a": { "Pfad": "x" } }, "Runtime": { "X": 1 } } }"""
        );
        Assert.Equal([":SmgWasm:Modules:a:Pfad", ":SmgWasm:Runtime:X"], Unknown(settings.RootElement, schema.RootElement, ""));
    }

    /// <summary>Keys of an object that its schema does not have.</summary>
    private static IEnumerable<string> Unknown(JsonElement value, JsonElement schema, string at)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (schema.TryGetProperty("anyOf", out JsonElement options))
        {
            schema = options[0];
        }

        return value
            .EnumerateObject()
            .SelectMany(property =>
                schema.TryGetProperty("properties", out JsonElement known) && known.TryGetProperty(property.Name, out JsonElement one)
                    ? Unknown(property.Value, one, $"{at}:{property.Name}")
                : !schema.TryGetProperty("additionalProperties", out JsonElement others) ? []
                : others.ValueKind == JsonValueKind.False ? [$"{at}:{property.Name}"]
                : Unknown(property.Value, others, $"{at}:{property.Name}")
            );
    }

    private static string Table<T>(IReadOnlyList<Setting<T>> settings)
        where T : new() => "| key | default | values | what it does |\n|---|---|---|---|\n" + string.Concat(settings.Select(Row));

    private static string Row<T>(Setting<T> setting)
        where T : new()
    {
        string value = setting.DefaultText ?? setting.Read(new T());
        string by = setting.Switch is null ? "" : $" `{setting.Switch}`";
        return $"| `{setting.Key}`{by} | {(value.Length == 0 ? "none" : value)} | {setting.Bounds} | {setting.Reason} |\n";
    }
}
