using Smg.Load.Text;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>A search for the highest arrival rate.</summary>
internal static class FindMaxSection
{
    /// <summary>The section; none where the run made no such search.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        if (results.FindMax is not { } search)
        {
            yield break;
        }

        string objective =
            $"Guest `{search.Guest}`; p99 of the response time at most {Quantity.Time(search.MaxP99Ms * 1_000)}, at most "
            + $"{Quantity.Number(search.MaxFailedPercent)} % failed; {Quantity.Number(search.StepSeconds)} s a level. ";
        TableBlock table = TableBlock.Of(
            search.Levels,
            ["Verdict", ">Rate (1/s)", "Purpose", ">p99", ">Failed"],
            level =>
                [
                    Word(level.Verdict),
                    Quantity.Number(level.Rate),
                    level.Purpose,
                    Quantity.Time(level.P99Us),
                    $"{Quantity.Number(level.FailedPercent)} %",
                ]
        );
        yield return new ReportSection("Highest arrival rate", [new TextBlock(objective + Conclusion(search)), table]);
    }

    /// <summary>The outcome of the search, in a sentence.</summary>
    /// <param name="search">The search.</param>
    public static string Conclusion(FindMaxResult search) =>
        search switch
        {
            { Verdict: "Found", MaximumRate: { } rate } =>
                $"The highest rate that held in both of its runs: {Quantity.Rounded(rate)} a second.",
            { Verdict: "Missed" } =>
                $"The objective did not hold at {Quantity.Rounded(search.NextAbove ?? double.NaN)} a second, the lowest rate "
                    + $"that was tried.",
            { MaximumRate: { } rate, Verdict: "GeneratorLimited" } =>
                $"At least {Quantity.Rounded(rate)} a second; above that the load generator of this machine fell behind its schedule.",
            { MaximumRate: { } rate } => $"It held up to the highest rate that was allowed, {Quantity.Rounded(rate)} a second.",
            _ => "No rate was found: this machine was too busy to keep even the lowest rate on time.",
        };

    private static string Word(string verdict) =>
        verdict switch
        {
            "Passed" => "✔ passed",
            "Missed" => "✘ missed",
            _ => "? generator-limited",
        };
}
