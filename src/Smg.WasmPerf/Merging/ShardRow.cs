using Smg.Load.Histograms;
using Smg.Load.Scenarios;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Merging;

/// <summary>One shard's row of a scenario and configuration, its histograms decoded.</summary>
internal sealed class ShardRow
{
    private readonly string _file;

    /// <summary>Reads a row.</summary>
    /// <exception cref="ResultsFileException">The row cannot be added to others.</exception>
    public ShardRow(string file, LoadResult row)
    {
        _file = file;
        Row = row;
        Shard =
            !row.Parameters.TryGetValue(ShardMerge.ShardParameter, out string? text) ? Shard.Whole
            : Shard.TryParse(text, out Shard? shard) ? shard
            : throw Refusal($"has the shard '{text}', which is not of the form 1/2");
        Service = Decode(row.ServiceTimeHistogram, row.ServiceTime, row.OkCount);
        Response = Decode(row.ResponseTimeHistogram, row.ResponseTime, row.OkCount);
        Steps = [.. (row.Steps ?? []).Select(step => new ShardStep(step.Name, step, Decode(step.TimeHistogram, step.Time, step.OkCount)))];
    }

    /// <summary>The row.</summary>
    public LoadResult Row { get; }

    /// <summary>Which part of the load it is of; the whole where it does not say.</summary>
    public Shard Shard { get; }

    /// <summary>All service times.</summary>
    public LatencyHistogram Service { get; }

    /// <summary>All response times.</summary>
    public LatencyHistogram Response { get; }

    /// <summary>The requests' steps.</summary>
    public IReadOnlyList<ShardStep> Steps { get; }

    /// <summary>Refuses a row that is not of the same load as another.</summary>
    /// <exception cref="ResultsFileException">They differ.</exception>
    public void MustMatch(ShardRow other)
    {
        if (Shard == other.Shard)
        {
            throw Refusal($"is shard {Shard}, as in {other._file}: merge each shard once");
        }

        MustBeEqual("number of shards", Shard.Count, other.Shard.Count, other);
        MustBeEqual("model", Row.Model, other.Row.Model, other);
        MustBeEqual("warm-up in seconds", Row.WarmUpSeconds, other.Row.WarmUpSeconds, other);
        foreach (string name in Row.Parameters.Keys.Union(other.Row.Parameters.Keys).Where(name => name != ShardMerge.ShardParameter))
        {
            MustBeEqual(
                name,
                Row.Parameters.GetValueOrDefault(name, "not set"),
                other.Row.Parameters.GetValueOrDefault(name, "not set"),
                other
            );
        }
    }

    /// <summary>What is wrong with the row, in one line.</summary>
    public ResultsFileException Refusal(string what) => new($"{_file}: {Row.Scenario} ({Row.Configuration}) {what}.");

    private void MustBeEqual<T>(string what, T here, T there, ShardRow other)
    {
        if (!EqualityComparer<T>.Default.Equals(here, there))
        {
            throw Refusal(FormattableString.Invariant($"has another {what} ({here}) than in {other._file} ({there})"));
        }
    }

    private LatencyHistogram Decode(EncodedHistogram? encoded, LatencySummary summary, long count)
    {
        if (encoded is null)
        {
            throw Refusal("has no histograms: percentiles alone cannot be added");
        }

        try
        {
            LatencyHistogram histogram = LatencyHistogram.Decode(encoded);
            return histogram.Count == count && histogram.Report() == summary
                ? histogram
                : throw Refusal("has a histogram that does not match its percentiles");
        }
        catch (FormatException exception)
        {
            throw Refusal($"cannot be added: {exception.Message}");
        }
    }
}
