using System.Globalization;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>A search for options: what is recommended, why, and the evidence.</summary>
internal static class TuneSection
{
    /// <summary>The sections; none where the run made no such search.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        if (results.Tuning is { } tuning)
        {
            yield return new ReportSection("Recommended options", [.. Conclusion(tuning), new TextBlock(tuning.Recommended.Count == 0
                ? "Recommended are the runtime's defaults, as they are: `recommended.json` is empty."
                : $"Recommended, and in `recommended.json`: {string.Join(", ", tuning.Recommended.Select(setting => $"`{setting}`"))}.")]);
            yield return Candidates(tuning);
        }
    }

    /// <summary>The goal, and how it ended.</summary>
    /// <param name="tuning">The search.</param>
    private static IEnumerable<ReportBlock> Conclusion(TuneResult tuning)
    {
        string goal = tuning.Rate is { } rate
            ? string.Create(CultureInfo.InvariantCulture, $"p99 of the response time at {rate:N0} arrivals a second")
            : "calls a second, as many callers as processors";
        yield return new TextBlock($"Goal: {goal}. Guest `{tuning.Guest}`, bodies `{tuning.Bodies}`, seed {tuning.Seed}, {Quantity.Number(tuning.Seconds)} s.");
        yield return new TextBlock($"{char.ToUpperInvariant(tuning.Reason[0])}{tuning.Reason[1..]}.");
    }

    /// <summary>The comparisons that decided.</summary>
    /// <param name="finals">The comparisons.</param>
    public static ReportSection Finals(IReadOnlyList<ComparisonResult> finals)
    {
        TableBlock table = new("Verdict of B", "What", ">B/A", ">95 % interval", ">A over B", ">Noise floor", ">Rounds");
        foreach (ComparisonResult final in finals)
        {
            RatioInterval ratio = new(final.Ratio, final.Low, final.High);
            table.Add(
                ComparisonTable.Word(final.Verdict),
                final.Name,
                ComparisonTable.Ratio(ratio.Ratio),
                ComparisonTable.Interval(ratio),
                $"{Quantity.Number(1 / ratio.Ratio)}x",
                $"{Quantity.Number(final.NoiseFloorPercent)} %",
                final.Rounds.ToString(CultureInfo.InvariantCulture));
        }

        return new ReportSection(
            "Final comparisons",
            [
                new TextBlock("B/A is a ratio of costs: below 1, B is better. The verdict needs the whole interval beyond the smallest effect and the noise floor of the control."),
                finals.Count == 0 ? new TextBlock("None was made.") : table,
            ]);
    }

    /// <summary>Every measurement.</summary>
    /// <param name="tuning">The search.</param>
    private static ReportSection Candidates(TuneResult tuning)
    {
        TableBlock table = new("Stage", "Candidate", ">Gain", ">Interval", ">Cost", ">Default's cost", ">Rounds", "Note");
        foreach (TuneCandidateResult one in tuning.Candidates)
        {
            table.Add(
                one.Stage.ToLowerInvariant(),
                one.Options.Count == 0 ? "default" : $"`{string.Join(", ", one.Options)}`",
                Quantity.WithUnit(one.Gain, "x"),
                $"[{Quantity.Number(one.Low)}, {Quantity.Number(one.High)}]",
                Quantity.Time(one.CostUs),
                Quantity.Time(one.DefaultCostUs),
                one.Rounds.ToString(CultureInfo.InvariantCulture),
                one.Failure ?? "");
        }

        return new ReportSection(
            "Everything that was measured",
            [new TextBlock("The gain is the default's cost over the candidate's, measured interleaved: above 1 the candidate is better."), table]);
    }
}
