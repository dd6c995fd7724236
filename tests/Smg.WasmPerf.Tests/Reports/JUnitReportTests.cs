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
            Load =
            [
                load,
                load with
                {
                    Configuration = "b",
                    BrokenThreshold = "p99 at most 1 ms",
                },
                load with
                {
                    Configuration = "c",
                    GeneratorLimited = true,
                },
            ],
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
    public void A_skipped_gate_is_skipped_with_its_reason_and_an_interrupted_run_is_not_whole()
    {
        GateResult gate = SampleResults.Full.Gates[0] with { Verdict = GateVerdict.Skipped, Reason = "needs 4 processors" };
        XElement root = XElement.Parse(JUnitReport.Render(SampleResults.Empty with { Gates = [gate], Interrupted = true }));

        string[] reasons = [.. root.Descendants("skipped").Select(one => one.Attribute("message")!.Value)];
        Assert.Equal(2, reasons.Length);
        Assert.StartsWith("Interrupted: ", reasons[0], StringComparison.Ordinal);
        Assert.StartsWith("skipped: needs 4 processors.", reasons[1], StringComparison.Ordinal);
        Assert.Empty(
            XElement.Parse(JUnitReport.Render(SampleResults.Empty with { Gates = [SampleResults.Full.Gates[0]] })).Descendants("skipped")
        );
    }

    [Theory]
    [InlineData("Found", 0, 0)]
    [InlineData("Missed", 1, 0)]
    [InlineData("GeneratorLimited", 0, 1)]
    [InlineData("Unbroken", 0, 1)]
    public void A_search_for_the_highest_rate_is_one_case_whatever_its_levels_broke(string verdict, int failures, int skipped)
    {
        LoadResult level = SampleResults.Full.Load[0] with { BrokenThreshold = "p99 at most 1 ms" };
        RunResults results = SampleResults.Empty with
        {
            Load = [level, level with { Configuration = "b" }],
            FindMax = Tuning.TuneSamples.FindMax with { Verdict = verdict },
        };
        XElement root = XElement.Parse(JUnitReport.Render(results));

        Assert.Single(root.Descendants("testcase"));
        Assert.Equal((failures, skipped), (root.Descendants("failure").Count(), root.Descendants("skipped").Count()));
    }

    [Fact]
    public void Any_name_makes_a_document() =>
        Gen.String.Sample(
            name =>
                XElement.Parse(
                    JUnitReport.Render(
                        SampleResults.Empty with
                        {
                            Gates = [SampleResults.Full.Gates[0] with { Name = name, Description = name }],
                        }
                    )
                ),
            iter: 500
        );
}
