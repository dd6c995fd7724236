using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Reports;

/// <summary>
/// A run's verdicts as JUnit XML, for servers that show tests: each gate, comparison and load row is a test case. What failed fails; what is undecided, or was measured by a
/// generator at its limit, is skipped with the reason.
/// </summary>
public static class JUnitReport
{
    /// <summary>The document.</summary>
    /// <param name="results">The results.</param>
    public static string Render(RunResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        XElement root = new(
            "testsuites",
            new XAttribute("name", "smg-wasmperf"),
            from suite in new[] { Suite("gates", results.Gates.Select(Case)), Suite("comparisons", (results.Comparisons ?? []).Select(Case)), Suite("load", results.Load.Select(Case)) }
            where suite.HasElements
            select suite);
        using StringWriter text = new(CultureInfo.InvariantCulture);
        using (XmlWriter writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, CheckCharacters = false }))
        {
            root.Save(writer);
        }

        return text.ToString() + "\n";
    }

    private static XElement Suite(string name, IEnumerable<XElement> cases)
    {
        XElement[] all = [.. cases];
        return new XElement(
            "testsuite",
            new XAttribute("name", name),
            new XAttribute("tests", all.Length),
            new XAttribute("failures", all.Count(one => one.Element("failure") is not null)),
            new XAttribute("skipped", all.Count(one => one.Element("skipped") is not null)),
            all);
    }

    private static XElement Case(GateResult gate)
    {
        string text = $"{Quantity.WithUnit(gate.Value, gate.Unit)} {Quantity.Interval(gate)}, needs {Quantity.Need(gate)}. {gate.Description}";
        return Case("gates", gate.Name, null, gate.Verdict switch
        {
            GateVerdict.Passed => null,
            GateVerdict.Failed => Failure($"{text} Look closer: {gate.LookCloser}"),
            GateVerdict.Skipped => Skipped($"skipped: {gate.Reason}"),
            _ => Skipped($"undecided: {text}"),
        });
    }

    private static XElement Case(ComparisonResult one)
    {
        string text = FormattableString.Invariant($"B/A {one.Ratio:0.000} [{one.Low:0.000}, {one.High:0.000}], noise floor {one.NoiseFloorPercent:0.##} %");
        return Case("comparisons", one.Name, one.Seconds, one.Verdict switch
        {
            ComparisonVerdict.Slower => Failure($"B is slower: {text}"),
            ComparisonVerdict.Undecided => Skipped($"undecided: {text}"),
            _ => null,
        });
    }

    private static XElement Case(LoadResult load) => Case("load", $"{load.Scenario} {load.Configuration}".Trim(), load.MeasuredSeconds, load switch
    {
        { BrokenThreshold: { } broken } => Failure($"threshold broken: {broken}"),
        { GeneratorLimited: true } => Skipped("generator-limited: the generator could not keep its schedule"),
        _ => null,
    });

    private static XElement Case(string suite, string name, double? seconds, XElement? outcome) => new(
        "testcase",
        new XAttribute("classname", "smg-wasmperf." + suite),
        new XAttribute("name", Clean(name)),
        seconds is { } time && double.IsFinite(time) ? new XAttribute("time", time) : null,
        outcome);

    private static XElement Failure(string message) => new("failure", new XAttribute("message", Clean(message)));

    private static XElement Skipped(string message) => new("skipped", new XAttribute("message", Clean(message)));

    private static string Clean(string text) => new([.. text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\ufffd')]);
}
