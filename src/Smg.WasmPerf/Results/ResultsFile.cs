using System.Text.Json;

namespace Smg.WasmPerf.Results;

/// <summary>Writes and reads <c>results.json</c>.</summary>
public static class ResultsFile
{
    /// <summary>The file's name inside a run's directory.</summary>
    public const string FileName = "results.json";

    /// <summary>Writes the results. The file is complete or absent: it is written beside its place and moved there.</summary>
    /// <param name="path">The file to write; its directory is made when it is missing.</param>
    /// <param name="results">The results.</param>
    public static void Write(string path, RunResults results) => WholeFile.Write(path, ToJson(results));

    /// <summary>Reads results that <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="ResultsFileException">The file is missing, malformed or of another schema version.</exception>
    public static RunResults Read(string path) => FromJson(ReadText(path), path);

    /// <summary>The text of a file that may have results.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="ResultsFileException">The file is missing, cannot be read, or is larger than any results file.</exception>
    public static string ReadText(string path) => WholeFile.Read(path);

    /// <summary>The results as the text of a results file.</summary>
    /// <param name="results">The results.</param>
    public static string ToJson(RunResults results) => JsonSerializer.Serialize(results, ResultsJsonContext.Default.RunResults) + "\n";

    /// <summary>Reads the text of a results file.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">The name of the text in messages, usually its path.</param>
    /// <exception cref="ResultsFileException">The text is malformed or of another schema version.</exception>
    public static RunResults FromJson(string json, string source)
    {
        try
        {
            CheckSchemaVersion(json, source);
            RunResults results =
                JsonSerializer.Deserialize(json, ResultsJsonContext.Default.RunResults)
                ?? throw new ResultsFileException($"{source}: has no results.");
            return results with { Gates = [.. results.Gates.Select(gate => gate with { Name = GateNames.Current(gate.Name) })] };
        }
        catch (JsonException e)
        {
            throw new ResultsFileException($"{source}: is not a results file: {JsonFault.Describe(json, e)}", e);
        }
    }

    private static void CheckSchemaVersion(string json, string source)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (
            document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("schemaVersion", out JsonElement version)
        )
        {
            throw new ResultsFileException($"{source}: is not a results file: it has no schemaVersion.");
        }

        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number != RunResults.CurrentSchemaVersion)
        {
            throw new ResultsFileException(
                $"{source}: has schemaVersion {OneLine(version.GetRawText())}; this build reads {RunResults.CurrentSchemaVersion}."
            );
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
