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
        Read(json, source, root => root.GetProperty("Benchmarks").EnumerateArray().Where(HasStatistics).Select(Read).ToList());

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
            Cpu = Text(host, "ProcessorName") ?? Unknown,
            Cores =
                Find(host, "LogicalCoreCount") is { ValueKind: JsonValueKind.Number } cores && cores.TryGetInt32(out int count) ? count : 0,
            Os = Text(host, "OsVersion") ?? Unknown,
            DotNet = Version(Text(host, "RuntimeVersion")) ?? Unknown,
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
        catch (JsonException e)
        {
            throw new ResultsFileException($"{source}: is not BenchmarkDotNet's full JSON: {JsonFault.Describe(json, e)}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new ResultsFileException($"{source}: is not BenchmarkDotNet's full JSON: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Reads a benchmark. Its name and its mean must be there; what else is missing is unknown.</summary>
    private static BenchmarkResult Read(JsonElement benchmark, int index)
    {
        JsonElement? statistics = Find(benchmark, "Statistics");
        double mean = Number(Find(statistics, "Mean"));
        return new BenchmarkResult
        {
            Suite = Text(benchmark, "Type") ?? throw Missing("Type"),
            Method = Text(benchmark, "Method") ?? throw Missing("Method"),
            Parameters = Parameters(Text(benchmark, "Parameters") ?? ""),
            Categories = [],
            MeanNs = double.IsNaN(mean) ? throw Missing("Statistics.Mean") : mean,
            MedianNs = Number(Find(statistics, "Median")),
            ErrorNs = Number(Find(Find(statistics, "ConfidenceInterval"), "Margin")),
            StdDevNs = Number(Find(statistics, "StandardDeviation")),
            AllocatedBytes =
                Number(Find(Find(benchmark, "Memory"), "BytesAllocatedPerOperation")) is var bytes && double.IsNaN(bytes) ? null : bytes,
        };

        FormatException Missing(string field) =>
            new(
                FormattableString.Invariant($"benchmark {index + 1} has no usable {field}; run BenchmarkDotNet with --exporters json again")
            );
    }

    private static bool HasStatistics(JsonElement benchmark) =>
        benchmark.ValueKind == JsonValueKind.Object
            ? Find(benchmark, "Statistics") is { ValueKind: JsonValueKind.Object }
            : throw new FormatException("a benchmark is not an object");

    /// <summary>A value by its name; null where it is missing or null, or its parent is not an object.</summary>
    private static JsonElement? Find(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } found
        && found.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static string? Text(JsonElement parent, string name) =>
        Find(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The version alone, as this program's own runs name it.</summary>
    private static string? Version(string? runtime)
    {
        const string Prefix = ".NET ";
        return runtime?.StartsWith(Prefix, StringComparison.Ordinal) == true ? runtime[Prefix.Length..] : runtime;
    }

    /// <summary>
    /// A number; not a number where it is missing. BenchmarkDotNet writes what is not a number, for instance the margin of a single
    /// measurement, as an empty text.
    /// </summary>
    private static double Number(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN;

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
