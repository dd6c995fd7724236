using System.Globalization;
using System.Text;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Plots;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports;

/// <summary>A search for options as a page of Markdown: what is recommended, why, and the evidence.</summary>
public static class TuneMarkdown
{
    /// <summary>The page's file name inside a run's directory.</summary>
    public const string FileName = "tune.md";

    /// <summary>Writes the page.</summary>
    /// <param name="results">The results with their tuning.</param>
    /// <param name="directory">The run's directory, with its plots in it.</param>
    /// <param name="recommended">What the recommended options file sets, by name.</param>
    /// <returns>The page's path.</returns>
    public static string Write(RunResults results, string directory, IReadOnlyDictionary<string, string> recommended)
    {
        string path = Path.Combine(directory, FileName);
        File.WriteAllText(path, Render(results, recommended));
        return path;
    }

    /// <summary>The page's text.</summary>
    /// <param name="results">The results with their tuning.</param>
    /// <param name="recommended">What the recommended options file sets, by name.</param>
    /// <exception cref="ArgumentException">The results hold no tuning.</exception>
    public static string Render(RunResults results, IReadOnlyDictionary<string, string> recommended)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(recommended);
        TuneResult tuning = results.Tuning ?? throw new ArgumentException("The results hold no tuning.", nameof(results));
        string goal = tuning.Rate is { } rate
            ? string.Create(CultureInfo.InvariantCulture, $"p99 of the response time at {rate:N0} arrivals a second")
            : "calls a second, as many callers as processors";
        StringBuilder text = new();
        text.Append("# Recommended options\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Goal: {goal}. Guest `{tuning.Guest}`, bodies `{tuning.Bodies}`, seed {tuning.Seed}, {Quantity.Number(tuning.Seconds)} s.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(tuning.Reason[0])}{tuning.Reason[1..]}.\n\n");
        AppendOptions(text, recommended);
        AppendFinals(text, results.Comparisons ?? []);
        text.Append(CultureInfo.InvariantCulture, $"![Gains of all candidates over the default]({PlotSet.DirectoryName}/tune.png)\n\n");
        AppendCandidates(text, tuning);
        text.Append(CultureInfo.InvariantCulture, $"## Repeat\n\n```sh\n{results.Environment.Command}\n```\n");
        return text.ToString();
    }

    private static void AppendOptions(StringBuilder text, IReadOnlyDictionary<string, string> recommended)
    {
        if (recommended.Count == 0)
        {
            text.Append("`recommended.json` is empty: the runtime's defaults, as they are.\n\n");
            return;
        }

        text.Append("`recommended.json` sets what differs from the runtime's defaults on this machine:\n\n");
        MarkdownTable table = new("Option", "Value");
        foreach ((string name, string value) in recommended.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.Add($"`{name}`", value);
        }

        text.Append(table);
    }

    private static void AppendFinals(StringBuilder text, IReadOnlyList<ComparisonResult> finals)
    {
        text.Append("## Final comparisons\n\nB/A is a ratio of costs: below 1, B is better. The verdict needs the whole interval beyond the smallest effect and the noise floor of the control.\n\n");
        MarkdownTable table = new("Verdict of B", "What", ">B/A", ">95 % interval", ">A over B", ">Noise floor", ">Rounds");
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

        text.Append(finals.Count == 0 ? "None was made.\n\n" : table.ToString());
    }

    private static void AppendCandidates(StringBuilder text, TuneResult tuning)
    {
        text.Append("## Everything that was measured\n\nThe gain is the default's cost over the candidate's, measured interleaved: above 1 the candidate is better.\n\n");
        MarkdownTable table = new("Stage", "Candidate", ">Gain", ">Interval", ">Cost", ">Default's cost", ">Rounds", "Note");
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

        text.Append(table);
    }
}
