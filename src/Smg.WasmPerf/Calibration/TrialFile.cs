using System.Text.Json;

namespace Smg.WasmPerf.Calibration;

/// <summary>The trials of a calibration, one a line, so that a calibration that was cut off goes on where it was.</summary>
/// <param name="path">The file; it need not exist.</param>
public sealed class TrialFile(string path)
{
    /// <summary>The file's name in its folder.</summary>
    public const string FileName = "calibration.jsonl";

    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>The trials so far. A last line that was cut off is left out.</summary>
    public IReadOnlyList<CalibrationTrial> Read()
    {
        List<CalibrationTrial> trials = [];
        foreach (string line in File.Exists(Path) ? File.ReadLines(Path) : [])
        {
            try
            {
                trials.Add(JsonSerializer.Deserialize(line, CalibrationJsonContext.Default.CalibrationTrial)!);
            }
            catch (JsonException)
            {
                break;
            }
        }

        return trials;
    }

    /// <summary>Adds a trial.</summary>
    public void Append(CalibrationTrial trial) =>
        File.AppendAllText(Path, JsonSerializer.Serialize(trial, CalibrationJsonContext.Default.CalibrationTrial) + "\n");
}
