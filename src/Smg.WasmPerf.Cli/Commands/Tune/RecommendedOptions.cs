using System.Text;
using System.Text.Json;

namespace Smg.WasmPerf.Cli.Commands.Tune;

/// <summary>Writes the options that a search recommends, as a file that the runtime loads as it is.</summary>
internal static class RecommendedOptions
{
    /// <summary>The file's name inside a run's directory.</summary>
    public const string FileName = "recommended.json";

    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes the file.</summary>
    /// <param name="folder">The run's directory.</param>
    /// <param name="values">What differs from the defaults, by name.</param>
    /// <returns>The file's path.</returns>
    public static string Write(string folder, IReadOnlyDictionary<string, string> values)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Indented))
        {
            json.WriteStartObject();
            foreach ((string name, string value) in values)
            {
                WriteValue(json, name, value);
            }

            json.WriteEndObject();
        }

        string path = Path.Combine(folder, FileName);
        File.WriteAllText(path, Encoding.UTF8.GetString(stream.ToArray()) + "\n");
        return path;
    }

    private static void WriteValue(Utf8JsonWriter json, string name, string value)
    {
        if (long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out long number))
        {
            json.WriteNumber(name, number);
        }
        else if (bool.TryParse(value, out bool flag))
        {
            json.WriteBoolean(name, flag);
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}
