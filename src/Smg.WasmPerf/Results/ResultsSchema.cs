namespace Smg.WasmPerf.Results;

/// <summary>The JSON Schema (2020-12) of <c>results.json</c>, as it lies in <c>reports/results.schema.json</c>.</summary>
public static class ResultsSchema
{
    /// <summary>The schema's file name.</summary>
    public const string FileName = "results.schema.json";

    /// <summary>Reads the schema's text from the assembly.</summary>
    public static string ReadText() => EmbeddedText.Read(FileName);
}
