using System.Text.RegularExpressions;
using Smg.Load.Histograms;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed partial class MarkdownPageTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smg-report-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Says_everything_verdicts_first()
    {
        string text = Write(SampleResults.Full);
        string[] parts =
        [
            "## Outcome",
            "## What to deploy",
            "## Verdicts",
            "## Plots",
            "## Benchmarks",
            "## Load",
            "## Environment",
            "### Options",
            "## Repeat",
        ];
        int[] places = [.. parts.Select(part => text.IndexOf(part, StringComparison.Ordinal))];

        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        foreach (
            string row in new[]
            {
                "| ✔ passed | `pooling_speedup` | 11.7x | [11.2, 12.1] | at least 3x | 60 | `perf gates --only pooling_speedup` |",
                "| ✘ failed | `digest_key_speedup` | 4.6x | [4.4, 4.8] | at least 5x |",
                "| ? undecided | `host_call_overhead` |",
                "- ✘ `digest_key_speedup` failed: 0.4x below the threshold: median 4.6x, interval [4.4, 4.8], needs at least 5x. Details: "
                    + "`perf gates --only digest_key_speedup`",
                "| Method | Pooling | Mean | Error | StdDev | Median | Allocated |",
                "| `Instantiate` | False | 84.5 µs | 2.54 µs | 1.69 µs | 83.7 µs | 680 B |",
                "| rate=20000 ⚠ generator-limited | open | 18,700 of 18,700 | 187,000 | 0 | service |",
                "| 3 (Timeout 2, Trap 1) |",
                "| Commit | 8a3d9010f5c4f0b6a9d3f4c1f2e3d4c5b6a79880 |",
                "| `pooling` | on |",
                SampleResults.Environment.Command,
            }
        )
        {
            Assert.Contains(row, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_picture_is_there_and_has_an_alternative_text()
    {
        MatchCollection pictures = Picture().Matches(Write(SampleResults.Full));

        Assert.Equal(6, pictures.Count);
        Assert.All(
            pictures,
            picture =>
            {
                Assert.True(picture.Groups["alt"].Length > 20);
                Assert.True(File.Exists(Path.Combine(_directory.FullName, picture.Groups["path"].Value)));
            }
        );
    }

    [Fact]
    public void Every_table_row_has_as_many_cells_as_its_heading()
    {
        RunResults piped = SampleResults.Full with { Environment = SampleResults.Environment with { Cpu = "a|b\nc" } };
        string text = Write(piped);
        int cells = 0;
        foreach (string line in text.Split('\n'))
        {
            int here = line.StartsWith('|') ? Bar().Count(line) : 0;
            Assert.True(here == 0 || cells == 0 || here == cells, line);
            cells = here;
        }

        Assert.Contains(@"| Processor | a\|b c |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_run_reports_its_environment()
    {
        string text = Write(SampleResults.Empty);

        Assert.Contains("No gates ran.", text, StringComparison.Ordinal);
        Assert.Contains("| Wasmtime | 50.0.1 |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("## Plots", text, StringComparison.Ordinal);
        Assert.DoesNotContain("## Benchmarks", text, StringComparison.Ordinal);
        Assert.DoesNotContain("## Load", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_failed_comes_before_what_is_undecided_and_that_before_what_was_skipped_and_passed()
    {
        GateResult skipped = SampleResults.Gate(
            "unmeasurable",
            double.NaN,
            double.NaN,
            double.NaN,
            2,
            GateDirection.AtLeast,
            GateVerdict.Skipped
        ) with
        {
            Reason = "needs 4 processors, this machine has 1",
            Samples = 0,
        };
        string text = Write(SampleResults.Full with { Gates = [skipped, .. SampleResults.Full.Gates] });

        int[] outcome = Places(
            text,
            "- ✘ `digest_key_speedup`",
            "- ? `host_call_overhead`",
            "- – `unmeasurable` skipped: needs 4 processors, this machine has 1."
        );
        Assert.Equal(outcome.Order(), outcome);
        int[] table = Places(
            text,
            "| ✘ failed | `digest_key_speedup`",
            "| ? undecided | `host_call_overhead`",
            "| – skipped | `unmeasurable` | – | – |",
            "| ✔ passed | `pooling_speedup`"
        );
        Assert.Equal(table.Order(), table);
        Assert.True(outcome[^1] < table[0]);
        Assert.Contains("| – | Needs 4 processors, this machine has 1. |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_run_says_so_before_anything_else()
    {
        string text = Write(SampleResults.Full with { Interrupted = true, Gates = [SampleResults.Full.Gates[0]] });

        Assert.StartsWith("# Performance report (interrupted run)\n\n## Outcome\n\n> **⚠ Interrupted: ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gate passed.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nterrupted", Write(SampleResults.Full), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_a_search_names_the_command_that_finds_out_what_to_deploy() =>
        Assert.Contains(
            "```sh\n./run-bench.sh tune --guest echo --for 10\n```",
            Write(SampleResults.Full with { Comparisons = null }),
            StringComparison.Ordinal
        );

    [Fact]
    public void Not_a_number_is_not_printed_as_one()
    {
        LatencySummary none = new(
            double.NaN,
            double.NaN,
            double.NaN,
            double.NaN,
            double.NaN,
            double.NaN,
            double.NaN,
            double.NaN,
            double.NaN,
            double.NaN
        );
        RunResults odd = SampleResults.Full with
        {
            Gates = [SampleResults.Gate("odd", double.NaN, double.NaN, double.NaN, 5, GateDirection.AtLeast, GateVerdict.Undecided)],
            Benchmarks = [SampleResults.Benchmark("AllocationStrategy", "WholeCall", double.NaN, null, ("Pooling", "True"))],
            Load = [SampleResults.Full.Load[0] with { RatePerSecond = double.NaN, ServiceTime = none, ResponseTime = none, Spectrum = [] }],
        };
        string text = Write(odd);

        Assert.Contains("| ? undecided | `odd` | n/a | [n/a, n/a] |", text, StringComparison.Ordinal);
        Assert.Contains("| `WholeCall` | True | n/a | n/a | n/a | n/a | n/a |", text, StringComparison.Ordinal);
        Assert.Contains("| service | n/a | n/a | n/a | n/a | n/a |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    private static int[] Places(string text, params string[] parts)
    {
        int[] places = [.. parts.Select(part => text.IndexOf(part, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        return places;
    }

    private string Write(RunResults results)
    {
        RunReport.Write(results, _directory.FullName);
        return File.ReadAllText(Path.Combine(_directory.FullName, RunReport.MarkdownName));
    }

    [GeneratedRegex(@"!\[(?<alt>(?:\\.|[^\]])*)\]\((?<path>[^)]+)\)")]
    private static partial Regex Picture();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();
}
