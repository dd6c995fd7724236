using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Smg.WasmPerf.Calibration;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Tests;

/// <summary>
/// Every command's exit codes, in this process. Those of signals are in <see cref="CliProcessTests"/>, those of gates also in
/// <see cref="GateHandlerTests"/>.
/// </summary>
[Collection(ExitCodeTests.Alone)]
public sealed class ExitCodeTests : IDisposable
{
    public const string Alone = "alone";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-exit-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("--help")]
    [InlineData("tune", "--help")]
    [InlineData("list")]
    [InlineData("list", "--filter", "pooling")]
    public async Task What_only_prints_passes(params string[] arguments)
    {
        CliRun run = await CliRun.OfAsync(arguments);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.NotEmpty(run.Output);
    }

    [Theory]
    [InlineData("quick", "--module", "nosuch.wasm")]
    [InlineData("full", "--filter", "nosuch")]
    [InlineData("gate", "--filter", "nosuch")]
    [InlineData("bench", "--filter", "nosuch")]
    [InlineData("load", "--shard", "3/2")]
    [InlineData("list", "--option", "NoSuch=1")]
    [InlineData("list", "--filter", "nosuch")]
    [InlineData("merge", "nosuch.json")]
    [InlineData("compare", "nosuch.json", "nosuch.json")]
    [InlineData("compare", "--commits", "nosuch", "nosuch")]
    [InlineData("calibrate", "--comparisons", "0")]
    [InlineData("tune", "--goal", "p99")]
    [InlineData("tune", "--resume", "nosuch")]
    [InlineData("find-max")]
    [InlineData("report", "nosuch")]
    [InlineData("history", "nosuch")]
    [InlineData("serve", "--port", "1", "--admin-port", "1")]
    [InlineData("nonsense")]
    public async Task What_is_wrong_with_a_command_line_is_one_line_and_2(params string[] arguments)
    {
        CliRun run = await CliRun.OfAsync(
            arguments is ["compare", "--commits", ..] ? [.. arguments, "--out", Path.Combine(_folder.FullName, "run")] : arguments
        );
        Assert.Equal(2, run.Code);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Where_standard_error_is_full_the_exit_code_alone_says_it()
    {
        int code = await new CliProgram(new RunConsole(new PlainView(TextWriter.Null)), TextWriter.Null, new FullWriter()).RunAsync(
            ["nonsense"],
            new ProcessEnd(_ => { }, () => { })
        );
        Assert.Equal(2, code);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_written_is_3_and_names_standard_output()
    {
        using StringWriter errors = new(CultureInfo.InvariantCulture);
        StreamWriter full = new(new AnswerStream(new FullStream())) { AutoFlush = true };
        int code = await new CliProgram(new RunConsole(new PlainView(full)), full, errors).RunAsync(
            ["list"],
            new ProcessEnd(_ => { }, () => { })
        );
        Assert.Equal(3, code);
        Assert.Contains("standard output cannot be written: No space left on device", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gate_that_holds_is_0_and_one_that_fails_is_1()
    {
        CliRun holds = await CliRun.OfAsync("gate", "--filter", "cached_vs_uncached", "--out", _folder.FullName);
        Assert.Equal((0, ""), (holds.Code, holds.Error));
        Assert.Equal(GateVerdict.Passed, Assert.Single(Read().Gates).Verdict);
        CliRun fails = await CliRun.OfAsync(
            "gate",
            "--filter",
            "pooling_speedup_one_caller",
            "--option",
            "Pooling=false",
            "--out",
            _folder.FullName,
            "--overwrite"
        );
        Assert.Equal(1, fails.Code);
        Assert.Contains("FAILED  pooling_speedup_one_caller", fails.Output, StringComparison.Ordinal);
        Assert.Equal(GateVerdict.Failed, Assert.Single(Read().Gates).Verdict);
    }

    [Theory]
    [InlineData(0, "--max-lateness", "1m")]
    [InlineData(1, "--max-lateness", "1m", "--max-p99", "1us")]
    [InlineData(4, "--max-lateness", "1us", "--max-p99", "1us")]
    public async Task A_load_is_0_a_broken_limit_1_and_a_limit_that_late_arrivals_hide_4(int code, params string[] limits)
    {
        CliRun run = await CliRun.OfAsync([
            "load",
            "--filter",
            "steady-state",
            "--duration",
            "300ms",
            "--rate",
            "200",
            "--out",
            _folder.FullName,
            .. limits,
        ]);
        Assert.Equal((code, ""), (run.Code, run.Error));
        Assert.False(Read().Interrupted);

        // One whole run is all of its shards.
        string sum = Path.Combine(_folder.FullName, "sum");
        Assert.Equal(code == 1 ? 1 : 0, (await CliRun.OfAsync("merge", Results, "--out", sum)).Code);
        Assert.Equal(2, (await CliRun.OfAsync("merge", Results, Results, "--out", sum, "--overwrite")).Code);
        Assert.Equal(0, (await CliRun.OfAsync("report", _folder.FullName)).Code);
        Assert.Equal(
            0,
            (await CliRun.OfAsync("history", _folder.FullName, "--file", Path.Combine(_folder.FullName, "history.jsonl"))).Code
        );
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(1, 3)]
    [InlineData(0, 5.9)]
    [InlineData(4, 5.9, "--strict")]
    public async Task Two_files_are_0_unless_something_is_slower_and_with_strict_4_where_it_is_undecided(
        int code,
        double value,
        params string[] more
    )
    {
        string a = Write("a.json", 6);
        string b = Write("b.json", value);
        Assert.Equal(code, (await CliRun.OfAsync(["compare", a, value == 6 ? a : b, .. more])).Code);
    }

    [Theory]
    [InlineData(1, "--b", "CallPath=Dynamic", "--body", "16384", "--for", "30s")]
    [InlineData(0, "--b", "CallPath=Bridge", "--min-effect", "1000", "--for", "30s")]
    public async Task A_slower_option_set_is_1_and_one_within_the_effect_0(int code, params string[] more)
    {
        CliRun run = await CliRun.OfAsync(["compare", "--a", "CallPath=Bridge", "--guest", "minimal", "--out", _folder.FullName, .. more]);
        Assert.Equal((code, ""), (run.Code, run.Error));
    }

    [Theory]
    [InlineData(0, 100, ComparisonVerdict.Same)]
    [InlineData(1, 100, ComparisonVerdict.Faster)]
    [InlineData(4, 10, ComparisonVerdict.Same)]
    public async Task A_calibration_whose_comparisons_are_all_kept_is_judged_at_once(int code, int comparisons, ComparisonVerdict verdict)
    {
        TrialFile file = new(Path.Combine(_folder.FullName, TrialFile.FileName));
        for (int number = 1; number <= comparisons; number++)
        {
            file.Append(new CalibrationTrial(CalibrationKind.SameThing, number, verdict, 1, 0.99, 1.01, 1, 1));
        }

        CliRun run = await CliRun.OfAsync(
            "calibrate",
            "--only",
            "aa",
            "--comparisons",
            comparisons.ToString(CultureInfo.InvariantCulture),
            "--out",
            _folder.FullName
        );
        Assert.Equal((code, ""), (run.Code, run.Error));
    }

    [Theory]
    [InlineData(1, "--max-p99", "1us")]
    [InlineData(4, "--max-p99", "10m")]
    public async Task The_lowest_rate_that_misses_is_1_and_the_highest_that_passes_4(int code, params string[] objective)
    {
        CliRun run = await CliRun.OfAsync([
            "find-max",
            "--guest",
            "minimal",
            "--from",
            "100",
            "--to",
            "100",
            "--step-seconds",
            "1",
            "--max-lateness",
            "1m",
            "--out",
            _folder.FullName,
            .. objective,
        ]);
        Assert.Equal((code, ""), (run.Code, run.Error));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_3_and_names_the_option()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        CliRun run = await CliRun.OfAsync("serve", "--port", "0", "--admin-port", "0", "--upstream-port", port);
        Assert.Equal(3, run.Code);
        Assert.Contains("--upstream-port", Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    private string Results => Path.Combine(_folder.FullName, ResultsFile.FileName);

    private RunResults Read() => ResultsFile.Read(Results);

    private string Write(string name, double value)
    {
        string path = Path.Combine(_folder.FullName, name);
        ResultsFile.Write(
            path,
            new RunResults
            {
                Environment = Samples.Environment,
                Gates = [Samples.Gate("gate") with { Value = value, Low = value - 0.3, High = value + 0.3 }],
            }
        );
        return path;
    }

    /// <summary>Measurements of one process do not run beside each other.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class Definition;
}
