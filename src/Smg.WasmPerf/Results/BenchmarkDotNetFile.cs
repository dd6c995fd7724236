using System.Text.Json;

namespace Smg.WasmPerf.Results;

/// <summary>
/// Reads the full JSON that BenchmarkDotNet exports (<c>*-report-full.json</c>), so that suites that were run by its own command line
/// appear beside load runs.
/// </summary>
public static class BenchmarkDotNetFile
{
    /// <summary>Whether a text is such a file: it names a host and has benchmarks.</summary>
    /// <param name="json">The text.</param>
    public static bool IsOne(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("HostEnvironmentInfo", out _)
                && document.RootElement.TryGetProperty("Benchmarks", out JsonElement benchmarks)
                && benchmarks.ValueKind == JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The benchmarks, in the file's order. Those that failed have no statistics and are left out.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">The name of the text in messages, usually its path.</param>
    /// <exception cref="ResultsFileException">The text is not such a file.</exception>
    public static IReadOnlyList<BenchmarkResult> FromJson(string json, string source) =>
        Read(
            json,
            source,
            root =>
                root.GetProperty("Benchmarks")
                    .EnumerateArray()
                    .Where(benchmark =>
                        benchmark.TryGetProperty("Statistics", out JsonElement statistics) && statistics.ValueKind == JsonValueKind.Object
                    )
                    .Select(Read)
                    .ToList()
        );

    /// <summary>Where the benchmarks ran, as far as the file says.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">The name of the text in messages, usually its path.</param>
    /// <param name="startedAt">When they ran, which the file does not say.</param>
    /// <exception cref="ResultsFileException">The text is not such a file.</exception>
    public static EnvironmentInfo Environment(string json, string source, DateTimeOffset startedAt) =>
        Read(json, source, root => Environment(root.GetProperty("HostEnvironmentInfo"), startedAt));

    private static EnvironmentInfo Environment(JsonElement host, DateTimeOffset startedAt)
    {
        const string Unknown = "unknown";
        return new EnvironmentInfo
        {
            Host = Unknown,
            Cpu = host.GetProperty("ProcessorName").GetString() ?? Unknown,
            Cores = host.GetProperty("LogicalCoreCount").GetInt32(),
            Os = host.GetProperty("OsVersion").GetString() ?? Unknown,
            DotNet = host.GetProperty("RuntimeVersion").GetString() ?? Unknown,
            Wasmtime = Unknown,
            Commit = Unknown,
            Dirty = null,
            StartedAt = startedAt,
            Command = "",
            Options = new Dictionary<string, string>(),
        };
    }

    private static T Read<T>(string json, string source, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ResultsFileException($"{source}: is not BenchmarkDotNet's full JSON: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static BenchmarkResult Read(JsonElement benchmark)
    {
        JsonElement statistics = benchmark.GetProperty("Statistics");
        return new BenchmarkResult
        {
            Suite = benchmark.GetProperty("Type").GetString()!,
            Method = benchmark.GetProperty("Method").GetString()!,
            Parameters = Parameters(benchmark.GetProperty("Parameters").GetString()!),
            Categories = [],
            MeanNs = Number(statistics.GetProperty("Mean")),
            MedianNs = Number(statistics.GetProperty("Median")),
            ErrorNs =
                statistics.TryGetProperty("ConfidenceInterval", out JsonElement interval) && interval.ValueKind == JsonValueKind.Object
                    ? Number(interval.GetProperty("Margin"))
                    : double.NaN,
            StdDevNs = Number(statistics.GetProperty("StandardDeviation")),
            AllocatedBytes =
                benchmark.TryGetProperty("Memory", out JsonElement memory) && memory.ValueKind == JsonValueKind.Object
                    ? Allocated(memory.GetProperty("BytesAllocatedPerOperation"))
                    : null,
        };
    }

    private static double? Allocated(JsonElement element) => Number(element) is var bytes && double.IsNaN(bytes) ? null : bytes;

    /// <summary>
    /// A number. BenchmarkDotNet writes what is not a number, for instance the margin of a single measurement, as an empty text.
    /// </summary>
    private static double Number(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Null => double.NaN,
            JsonValueKind.String when element.GetString() is "" or "NaN" => double.NaN,
            _ => element.GetDouble(),
        };

    /// <summary>Reads <c>Pooling=True&amp;BodyBytes=2048</c>.</summary>
    private static Dictionary<string, string> Parameters(string text)
    {
        Dictionary<string, string> parameters = [];
        foreach (string one in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = one.IndexOf('=', StringComparison.Ordinal);
            parameters[equals < 0 ? one : one[..equals]] = equals < 0 ? "" : one[(equals + 1)..];
        }

        return parameters;
    }
}
