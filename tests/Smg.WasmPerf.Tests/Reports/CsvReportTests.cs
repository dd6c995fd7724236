using System.Globalization;
using CsCheck;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed class CsvReportTests
{
    private static readonly int Columns = CsvReport.Heading.Split(',').Length;

    [Fact]
    public void Every_row_of_the_results_is_there_with_its_figures()
    {
        List<List<string>> rows = Parse(CsvReport.Render(SampleResults.Full));
        GateResult gate = SampleResults.Full.Gates[0];
        Assert.Contains(
            rows,
            row =>
                row is ["gate", _, "", "value", ..]
                && row[1] == gate.Name
                && Number(row[4]) == gate.Value
                && Number(row[5]) == gate.Low
                && row[7] == gate.Unit
        );
        Assert.Equal(SampleResults.Full.Benchmarks.Count, rows.Count(row => row is ["benchmark", _, _, "mean", ..]));
        Assert.Equal(SampleResults.Full.Load.Count, rows.Count(row => row is ["load", _, _, "response time p99", ..]));
        Assert.DoesNotContain(rows, row => row.Contains("NaN"));
    }

    [Fact]
    public void A_skipped_gate_has_its_reason_and_an_interrupted_run_says_so_first()
    {
        GateResult gate = SampleResults.Full.Gates[0] with { Verdict = GateVerdict.Skipped, Reason = "needs 4, has 1" };
        List<List<string>> rows = Parse(CsvReport.Render(SampleResults.Empty with { Gates = [gate], Interrupted = true }));

        Assert.Equal(["run", "", "", "interrupted", "1", "", "", ""], rows[1]);
        Assert.Contains(rows, row => row is ["gate", _, "needs 4, has 1", "verdict skipped", "0", ..]);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://evil.example\")")]
    [InlineData("+1+cmd|' /C calc'!A0")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    public void A_text_that_a_spreadsheet_would_run_is_marked_as_a_text(string text)
    {
        GateResult gate = SampleResults.Full.Gates[0] with { Name = text, Reason = text, Unit = text, Low = -1 };
        List<List<string>> rows = Parse(CsvReport.Render(SampleResults.Empty with { Gates = [gate] }));
        Assert.All(
            rows.SelectMany(row => row).Where(field => field.EndsWith(text, StringComparison.Ordinal)),
            field => Assert.Equal('\'', field[0])
        );
        Assert.Contains(rows, row => row[5] == "-1");
    }

    [Fact]
    public void Any_name_comes_back_as_it_was() =>
        Gen.String.Sample(
            name =>
            {
                RunResults results = SampleResults.Empty with { Gates = [SampleResults.Full.Gates[0] with { Name = name }] };
                Assert.Equal(IsFormula(name) ? "'" + name : name, Parse(CsvReport.Render(results))[1][1]);
            },
            iter: 500
        );

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>RFC 4180.</summary>
    private static List<List<string>> Parse(string text)
    {
        List<List<string>> rows = [];
        List<string> row = [];
        System.Text.StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else if (c == '"')
                {
                    quoted = false;
                }
                else
                {
                    field.Append(c);
                }
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    Assert.Equal(Columns, row.Count);
                    rows.Add(row);
                    row = [];
                }
            }
            else
            {
                field.Append(c);
            }
        }

        Assert.Empty(row);
        return rows;
    }

    private static bool IsFormula(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..];
}
