using System.Globalization;
using Smg.Load.Text;
using Smg.WasmPerf.Reports.Pages;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Reports.Sections;

/// <summary>The answer to "what should I deploy?": what the run proved, or the command that finds out.</summary>
internal static class DeploySection
{
    private const string DefaultGuest = "auth";

    /// <summary>The section; none for a run without measurements.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<ReportSection> Of(RunResults results)
    {
        ReportBlock[] blocks = results switch
        {
            { Tuning: { } tuning } => [.. Tuned(tuning, results.Comparisons ?? [])],
            { Comparisons: [{ } comparison] } => [.. Compared(comparison)],
            { FindMax: { } search } => [.. Searched(search)],
            { Gates: [], Benchmarks: [], Load: [], Comparisons: null or [] } => [],
            _ => [.. Unknown(results)],
        };
        if (blocks.Length > 0)
        {
            yield return new ReportSection("What to deploy", blocks);
        }
    }

    private static IEnumerable<ReportBlock> Tuned(TuneResult tuning, IReadOnlyList<ComparisonResult> finals)
    {
        ComparisonResult? final = finals.FirstOrDefault(one => one.BOptions.SequenceEqual(tuning.Winner));
        if (tuning.Recommended.Count > 0)
        {
            yield return new TextBlock($"Deploy {Settings(tuning.Recommended)}. {tuning.Reason.Capitalized().Stopped()}");
            yield return new TextBlock("`recommended.json` has these options, for `--options` or for `OptionsLoader.Load` in code.");
        }
        else
        {
            string why = final is { Verdict: ComparisonVerdict.Undecided }
                ? $" {ComparisonSentence.OfWinner(final).Capitalized().Stopped()} More time (`--for`) may decide."
                : "";
            yield return new TextBlock($"Keep the default: no candidate was provably better.{why}");
            yield return new TextBlock("`recommended.json` is empty: run with the runtime's defaults.");
        }

        string goal = tuning.Rate is { } rate
            ? string.Create(CultureInfo.InvariantCulture, $"p99 of the response time at {rate:#,##0.##} arrivals a second")
            : "calls per second with one caller per processor";
        yield return new TextBlock(
            $"Goal: {goal}. Guest `{tuning.Guest}`, bodies `{tuning.Bodies}`, seed {tuning.Seed}, {Quantity.Number(tuning.Seconds)} s."
        );
    }

    private static IEnumerable<ReportBlock> Compared(ComparisonResult one)
    {
        (string a, string b) = (ArmOptions.Rich(one.AOptions), ArmOptions.Rich(one.BOptions));
        yield return new TextBlock(
            one.Verdict switch
            {
                ComparisonVerdict.Faster => $"Deploy B, {b}: {ComparisonSentence.Of(one).Stopped()}",
                ComparisonVerdict.Slower => $"Keep A, {a}: {ComparisonSentence.Of(one).Stopped()}",
                ComparisonVerdict.Same => $"A, {a}, or B, {b}: both are {ComparisonSentence.Of(one).Stopped()}",
                _ => $"Keep A, {a}: B is not proven to be better. {ComparisonSentence.Of(one).Capitalized().Stopped()} Repeat the "
                    + "comparison with a longer `--for` or on a quieter machine.",
            }
        );
    }

    private static IEnumerable<ReportBlock> Searched(FindMaxResult search)
    {
        yield return new TextBlock($"{FindMaxSection.Conclusion(search)} This search did not vary options. This command does:");
        int rate = (int)Math.Max(1, Math.Round((search.MaximumRate ?? 1_000) * 0.8));
        yield return new CommandBlock(
            LabCommand.Of(string.Create(CultureInfo.InvariantCulture, $"tune --guest {search.Guest} --goal p99 --rate {rate} --for 10"))
        );
    }

    private static IEnumerable<ReportBlock> Unknown(RunResults results)
    {
        string? guest = results
            .Load.Select(load => load.Parameters.GetValueOrDefault("guest", ""))
            .FirstOrDefault(name => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
        yield return new TextBlock(
            "This run measured one set of options and did not search for better ones. Run with the defaults until a search finds "
                + "better ones; this command searches for 10 minutes:"
        );
        yield return new CommandBlock(LabCommand.Of($"tune --guest {guest ?? DefaultGuest} --for 10"));
        yield return new TextBlock("With `--module FILE` in place of `--guest` it searches for a component that you built.");
    }

    private static string Settings(IEnumerable<string> settings) => string.Join(", ", settings.Select(setting => $"`{setting}`"));
}
