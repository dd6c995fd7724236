using System.Xml.Linq;
using CsCheck;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed class JUnitReportTests
{
    [Fact]
    public void What_failed_fails_and_what_is_undecided_is_skipped()
    {
        LoadResult load = SampleResults.Full.Load[0] with { GeneratorLimited = false, BrokenThreshold = null };
        RunResults results = SampleResults.Full with
        {
            Load = [load, load with { Configuration = "b", BrokenThreshold = "p99 at most 1 ms" }, load with { Configuration = "c", GeneratorLimited = true }],
        };
        XElement root = XElement.Parse(JUnitReport.Render(results));
        XElement gates = root.Elements("testsuite").Single(suite => suite.Attribute("name")!.Value == "gates");
        foreach (GateResult gate in results.Gates)
        {
            XElement one = gates.Elements("testcase").Single(one => one.Attribute("name")!.Value == gate.Name);
            Assert.Equal(gate.Verdict == GateVerdict.Failed, one.Element("failure") is not null);
            Assert.Equal(gate.Verdict == GateVerdict.Undecided, one.Element("skipped") is not null);
        }

        Assert.Equal(results.Gates.Count(gate => gate.Verdict == GateVerdict.Failed), (int)gates.Attribute("failures")!);
        XElement loads = root.Elements("testsuite").Single(suite => suite.Attribute("name")!.Value == "load");
        Assert.Equal((3, 1, 1), ((int)loads.Attribute("tests")!, (int)loads.Attribute("failures")!, (int)loads.Attribute("skipped")!));
        Assert.Contains("p99 at most 1 ms", loads.Descendants("failure").Single().Attribute("message")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_name_makes_a_document()
        => Gen.String.Sample(name => XElement.Parse(JUnitReport.Render(SampleResults.Empty with { Gates = [SampleResults.Full.Gates[0] with { Name = name, Description = name }] })), iter: 500);
}
