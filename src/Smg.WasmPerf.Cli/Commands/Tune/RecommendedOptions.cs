using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smg.WasmPerf.Cli.Commands.Tune;

/// <summary>Writes the options that a search recommends, as a file that the runtime loads as it is.</summary>
internal static class RecommendedOptions
{
    /// <summary>The file's name inside a run's directory.</summary>
    public const string FileName = "recommended.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes the file.</summary>
    /// <param name="folder">The run's directory.</param>
    /// <param name="values">What differs from the defaults, by name.</param>
    /// <returns>The file's path.</returns>
    public static string Write(string folder, IReadOnlyDictionary<string, string> values)
    {
        JsonObject json = new(values.Select(value => KeyValuePair.Create<string, JsonNode?>(value.Key, Node(value.Value))));
        string path = Path.Combine(folder, FileName);
        File.WriteAllText(path, json.ToJsonString(Indented) + "\n");
        return path;
    }

    private static JsonValue? Node(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out long number) ? JsonValue.Create(number)
        : bool.TryParse(value, out bool flag) ? JsonValue.Create(flag)
        : JsonValue.Create(value);
}
