using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>How the run ended: whether it is complete, and what failed, is undecided or was skipped, the worst first.</summary>
internal static class OutcomeSection
{
    /// <summary>What an interrupted run says of itself.</summary>
    public const string Interrupted =
        "Interrupted: this run was stopped before it was complete. The report has the measurements that had finished; missing "
        + "ones were not measured and have neither passed nor failed.";

    /// <summary>The section; none for a complete run in which nothing is judged.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        string[] items =
        [
            .. Failed(results).Select(item => $"✘ {item}"),
            .. Undecided(results).Select(item => $"? {item}"),
            .. Skipped(results).Select(item => $"– {item}"),
        ];
        List<ReportBlock> blocks = results.Interrupted ? [new BannerBlock(Interrupted)] : [];
        if (items.Length > 0)
        {
            blocks.Add(new TextBlock("Failures first, then undecided and skipped measurements."));
            blocks.Add(new ListBlock(items));
        }
        else if (results.Gates.Count > 0 && !results.Interrupted)
        {
            blocks.Add(new TextBlock($"✔ {(results.Gates.Count == 1 ? "The gate" : $"All {results.Gates.Count} gates")} passed."));
        }

        if (blocks.Count > 0)
        {
            yield return new ReportSection("Outcome", blocks);
        }
    }

    private static IEnumerable<string> Failed(RunResults results) =>
        [
            .. Gates(results, GateVerdict.Failed),
            .. Comparisons(results, ComparisonVerdict.Slower),
            .. results
                .Load.Where(load => load.BrokenThreshold is not null && results.FindMax is null)
                .Select(load => $"{Name(load)}: threshold broken: {load.BrokenThreshold}"),
            .. results.FindMax is { Verdict: "Missed" }
                ? [$"highest arrival rate: {FindMaxSection.Conclusion(results.FindMax)}"]
                : Array.Empty<string>(),
        ];

    private static IEnumerable<string> Undecided(RunResults results) =>
        [
            .. Gates(results, GateVerdict.Undecided),
            .. Comparisons(results, ComparisonVerdict.Undecided),
            .. results.FindMax is { Verdict: "GeneratorLimited" or "Unbroken" }
                ? [$"highest arrival rate: {FindMaxSection.Conclusion(results.FindMax)}"]
                : Array.Empty<string>(),
            .. results
                .Load.Where(load => load.GeneratorLimited && results.FindMax is null)
                .Select(load => $"{Name(load)}: {GeneratorLimit.Sentence}"),
        ];

    private static IEnumerable<string> Skipped(RunResults results) => Gates(results, GateVerdict.Skipped);

    private static IEnumerable<string> Gates(RunResults results, GateVerdict verdict) =>
        results
            .Gates.Where(gate => gate.Verdict == verdict)
            .Select(gate =>
                $"`{gate.Name}` {verdict.ToString().ToLowerInvariant()}: {GateSentence.Outcome(gate).Stopped()}{Details(gate)}"
            );

    private static string Details(GateResult gate) =>
        gate.Verdict == GateVerdict.Skipped || gate.FollowUpCommand.Length == 0 ? "" : $" Details: `{gate.FollowUpCommand}`";

    /// <summary>Comparisons that two option sets were held to. A search's own are its evidence and decide nothing here.</summary>
    private static IEnumerable<string> Comparisons(RunResults results, ComparisonVerdict verdict) =>
        (results.Tuning is null ? results.Comparisons ?? [] : [])
            .Where(one => one.Verdict == verdict)
            .Select(one => $"{one.Name}: {ComparisonSentence.Of(one).Stopped()}");

    private static string Name(LoadResult load) => $"{load.Scenario} {load.Configuration}".Trim();
}
