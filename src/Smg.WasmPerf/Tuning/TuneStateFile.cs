using System.Text.Json;
using System.Text.Json.Serialization;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Tuning;

/// <summary>Writes and reads <c>tune-state.json</c>.</summary>
public static class TuneStateFile
{
    /// <summary>The file's name inside a run's directory.</summary>
    public const string FileName = "tune-state.json";

    /// <summary>Writes the state. The file is complete at any moment: it is written beside its place and moved there.</summary>
    /// <param name="directory">The run's directory; it is made when it is missing.</param>
    /// <param name="state">The state.</param>
    public static void Write(string directory, TuneState state) => WholeFile.Write(Path.Combine(directory, FileName), ToJson(state));

    /// <summary>Reads the state of a run.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <exception cref="ResultsFileException">The file is missing, malformed or of another version.</exception>
    public static TuneState Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        return FromJson(WholeFile.Read(path, "no such file: only a folder that 'tune' wrote can be resumed"), path);
    }

    /// <summary>The state as text.</summary>
    /// <param name="state">The state.</param>
    public static string ToJson(TuneState state) => JsonSerializer.Serialize(state, TuneStateContext.Default.TuneState) + "\n";

    /// <summary>Reads the text of a state.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">The name of the text in messages, usually its path.</param>
    /// <exception cref="ResultsFileException">The text is malformed or of another version.</exception>
    public static TuneState FromJson(string json, string source)
    {
        try
        {
            TuneState state =
                JsonSerializer.Deserialize(json, TuneStateContext.Default.TuneState)
                ?? throw new ResultsFileException($"{source}: has no state.");
            return state.Version == TuneState.CurrentVersion
                ? state
                : throw new ResultsFileException($"{source}: has version {state.Version}; this build reads {TuneState.CurrentVersion}.");
        }
        catch (JsonException e)
        {
            throw new ResultsFileException($"{source}: is not the state of a search: {JsonFault.Describe(json, e)}", e);
        }
    }
}

/// <summary>How a search's state is written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(TuneState))]
internal sealed partial class TuneStateContext : JsonSerializerContext;
