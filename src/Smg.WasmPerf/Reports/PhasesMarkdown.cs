using System.Globalization;
using System.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports;

/// <summary>The part of a report on where the time of calls went.</summary>
internal static class PhasesMarkdown
{
    /// <summary>Adds a table for each row of the load results that has phases; nothing when none has.</summary>
    public static void Append(StringBuilder text, IReadOnlyList<LoadResult> loads)
    {
        LoadResult[] told = [.. loads.Where(load => load.Phases is not null)];
        if (told.Length == 0)
        {
            return;
        }

        text.Append(
            "## Phases of a call\n\nCompile and load happen once for many calls, and only calls that meet a worker queue. "
            + "The share is of the time of all phases together; percentiles are exact to 3 %.\n\n");
        foreach (LoadResult load in told)
        {
            Append(text, load, load.Phases!);
        }
    }

    private static void Append(StringBuilder text, LoadResult load, PhasesResult phases)
    {
        string together = phases.Scenarios.Count > 1 ? $" (all calls: {string.Join(", ", phases.Scenarios)})" : "";
        text.Append(CultureInfo.InvariantCulture, $"### {load.Scenario}: {load.Configuration}{together}\n\n");
        double total = phases.Phases.Sum(phase => phase.TotalUs);
        MarkdownTable table = new("Phase", ">Count", ">p50", ">p95", ">p99", ">Max", ">Share");
        foreach (PhaseResult phase in phases.Phases.Where(phase => phase.Count > 0))
        {
            table.Add(
            [
                phase.Name, phase.Count.ToString("#,##0", CultureInfo.InvariantCulture),
                .. new[] { phase.Time.P50Us, phase.Time.P95Us, phase.Time.P99Us, phase.Time.MaxUs }.Select(Quantity.Time),
                FormattableString.Invariant($"{100 * phase.TotalUs / total:0.0} %"),
            ]);
        }

        text.Append(table);
        if (phases.Pool is { } pool)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"Instances in use: {Quantity.Number(pool.MeanInUse)} in the mean, at most {pool.MaxInUse}, of {pool.Size} ({pool.Samples:N0} samples).\n\n");
        }
    }
}
