using System.Text.Json;
using System.Text.Json.Serialization;

namespace Smg.WasmPerf.History;

/// <summary>A history: a text file with a run a line, in JSON. Runs are only ever added at its end.</summary>
public static class HistoryFile
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "history.jsonl";

    /// <summary>
    /// Reads a history. A last line that was cut off, as by a full disk, is reported and skipped; so is any other malformed line.
    /// </summary>
    /// <param name="path">The file; one that is not there is an empty history.</param>
    /// <param name="damaged">The numbers of lines that were passed over.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IReadOnlyList<HistoryEntry> Read(string path, out IReadOnlyList<int> damaged)
    {
        List<HistoryEntry> entries = [];
        List<int> passedOver = [];
        damaged = passedOver;
        if (!File.Exists(path))
        {
            return entries;
        }

        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            try
            {
                HistoryEntry entry =
                    JsonSerializer.Deserialize(line, HistoryJsonContext.Default.HistoryEntry)
                    ?? throw new JsonException("null is not a run");
                entries.Add(entry.WithCurrentNames());
            }
            catch (JsonException)
            {
                passedOver.Add(number);
            }
        }

        return [.. entries.OrderBy(entry => entry.StartedAt)];
    }

    /// <summary>Adds a run, unless it is there.</summary>
    /// <param name="path">The file; it is made when it is missing, with its directory.</param>
    /// <param name="entry">The run.</param>
    /// <returns>False when a run of that machine that began at that moment is there.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static bool Add(string path, HistoryEntry entry)
    {
        if (Read(path, out _).Any(known => known.StartedAt == entry.StartedAt && known.Machine == entry.Machine))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        bool isCut = File.Exists(path) && !EndsItsLine(path);
        File.AppendAllText(path, (isCut ? "\n" : "") + JsonSerializer.Serialize(entry, HistoryJsonContext.Default.HistoryEntry) + "\n");
        return true;
    }

    private static bool EndsItsLine(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length == 0)
        {
            return true;
        }

        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '\n';
    }
}

/// <summary>How a line is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(HistoryEntry))]
internal sealed partial class HistoryJsonContext : JsonSerializerContext;
