using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Smg.Load.Text;
using Smg.WasmPerf.Reports.Sections;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Reports;

/// <summary>
/// A run's verdicts as JUnit XML, for servers that show tests: each gate, comparison and load row is a test case. What failed fails; what
/// is undecided, was skipped, or was measured by a generator that fell behind, is skipped with the reason, and so is what an interrupted
/// run did not reach.
/// </summary>
public static class JUnitReport
{
    /// <summary>The document.</summary>
    /// <param name="results">The results.</param>
    public static string Render(RunResults results)
    {
        XElement root = new(
            "testsuites",
            new XAttribute("name", "smg-wasmperf"),
            from suite in Suites(results)
            where suite.HasElements
            select suite
        );
        using StringWriter text = new(CultureInfo.InvariantCulture);
        using (
            XmlWriter writer = XmlWriter.Create(
                text,
                new XmlWriterSettings
                {
                    Indent = true,
                    OmitXmlDeclaration = true,
                    CheckCharacters = false,
                }
            )
        )
        {
            root.Save(writer);
        }

        return text.ToString() + "\n";
    }

    private static IEnumerable<XElement> Suites(RunResults results)
    {
        yield return Suite("run", Interruption(results));
        yield return Suite("gates", results.Gates.Select(Case));
        yield return Suite("comparisons", (results.Comparisons ?? []).Select(one => Case(one, results.Tuning is not null)));
        yield return results.FindMax is { } search ? Suite("find-max", [Case(search)]) : Suite("load", results.Load.Select(Case));
    }

    /// <summary>A search's levels are its steps, and a level that misses the objective is how it ends: the search is one case.</summary>
    private static XElement Case(FindMaxResult search) =>
        Case(
            "find-max",
            $"{search.Guest} p99 at most {Quantity.Time(search.MaxP99Ms * 1_000)}",
            null,
            search.Verdict switch
            {
                "Found" => null,
                "Missed" => Failure(FindMaxSection.Conclusion(search)),
                _ => Skipped($"undecided: {FindMaxSection.Conclusion(search)}"),
            }
        );

    /// <summary>A case for what an interrupted run did not reach: a server that shows tests must not show the run as whole.</summary>
    private static IEnumerable<XElement> Interruption(RunResults results) =>
        results.Interrupted ? [Case("run", "complete", null, Skipped(OutcomeSection.Interrupted))] : [];

    private static XElement Suite(string name, IEnumerable<XElement> cases)
    {
        XElement[] all = [.. cases];
        return new XElement(
            "testsuite",
            new XAttribute("name", name),
            new XAttribute("tests", all.Length),
            new XAttribute("failures", all.Count(one => one.Element("failure") is not null)),
            new XAttribute("skipped", all.Count(one => one.Element("skipped") is not null)),
            all
        );
    }

    private static XElement Case(GateResult gate)
    {
        string text = $"{GateSentence.Outcome(gate).Stopped()} {gate.Description}";
        return Case(
            "gates",
            gate.Name,
            null,
            gate.Verdict switch
            {
                GateVerdict.Passed => null,
                GateVerdict.Failed => Failure($"{text.Stopped()} Details: {gate.FollowUpCommand}"),
                GateVerdict.Skipped => Skipped($"skipped: {text}"),
                _ => Skipped($"undecided: {text}"),
            }
        );
    }

    private static XElement Case(ComparisonResult one, bool isEvidence)
    {
        string text =
            $"{ComparisonSentence.Of(one)}, noise floor {Quantity.Number(one.NoiseFloorPercent)} %; A: "
            + $"{ArmOptions.Plain(one.AOptions)}; B: {ArmOptions.Plain(one.BOptions)}";
        return Case(
            "comparisons",
            one.Name,
            one.Seconds,
            one.Verdict switch
            {
                // A search keeps the default where its winner loses: that is an answer.
                ComparisonVerdict.Slower when isEvidence => null,
                ComparisonVerdict.Slower => Failure(text),
                ComparisonVerdict.Undecided => Skipped(text),
                _ => null,
            }
        );
    }

    private static XElement Case(LoadResult load) =>
        Case(
            "load",
            $"{load.Scenario} {load.Configuration}".Trim(),
            load.MeasuredSeconds,
            load switch
            {
                { BrokenThreshold: { } broken } => Failure($"threshold broken: {broken}"),
                { GeneratorLimited: true } => Skipped(GeneratorLimit.Sentence),
                _ => null,
            }
        );

    private static XElement Case(string suite, string name, double? seconds, XElement? outcome) =>
        new(
            "testcase",
            new XAttribute("classname", "smg-wasmperf." + suite),
            new XAttribute("name", Clean(name)),
            seconds is { } time && double.IsFinite(time) ? new XAttribute("time", time) : null,
            outcome
        );

    private static XElement Failure(string message) => new("failure", new XAttribute("message", Clean(message)));

    private static XElement Skipped(string message) => new("skipped", new XAttribute("message", Clean(message)));

    private static string Clean(string text) => new([.. text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\ufffd')]);
}
