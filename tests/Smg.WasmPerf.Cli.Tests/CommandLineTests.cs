using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-cli-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("--duration takes a time from 100ms to 24h, for instance 500ms, 10s or 2m; it was '0.1x'", "load", "--duration", "0.1x")]
    [InlineData(
        "--duration takes a time from 100ms to 24h, for instance 500ms, 10s or 2m; it was '1000000'",
        "load",
        "--duration",
        "1000000"
    )]
    [InlineData("--duration takes a time from 100ms to 24h, for instance 500ms, 10s or 2m; it was '99ms'", "load", "--duration", "99ms")]
    [InlineData("--duration is empty", "quick", "--duration", "")]
    [InlineData(
        "--rate takes a whole rate per second from 1 to 10,000,000, for instance 500, 2k or 2k/s; it was '2000000000'",
        "load",
        "--rate",
        "2000000000"
    )]
    [InlineData("--rate takes a whole rate", "load", "--rate", "0")]
    [InlineData("--rate takes a whole rate", "load", "--rate", "0.5")]
    [InlineData("--max-p99 takes a time from 1us to 10m", "load", "--max-p99", "0,05")]
    [InlineData("--max-failed takes a percentage from 0 to 99.9; it was '100'", "load", "--max-failed", "100")]
    [InlineData("--body takes a whole number", "load", "--body", "2x")]
    [InlineData("--for takes a time from 1s to 24h", "compare", "--a", "CallPath=Dynamic", "--for", "0")]
    [InlineData("--for takes a time from 30s to 24h", "tune", "--for", "0.1")]
    [InlineData("--for takes a time from 4m to 24h", "tune", "--goal", "p99", "--rate", "1k", "--for", "90s")]
    [InlineData("--rounds takes a whole number from 0 to 50; it was '51'", "compare", "--commits", "A", "B", "--rounds", "51")]
    [InlineData("--min-effect takes a percentage", "compare", "A", "B", "--min-effect", "3,5")]
    [InlineData("--step-seconds takes a time", "find-max", "--max-p99", "5", "--step-seconds", "0.5s")]
    [InlineData("--to is 100 but --from is 200", "find-max", "--max-p99", "5", "--from", "200", "--to", "100")]
    [InlineData("--out is empty", "load", "--out", "")]
    [InlineData("--out is empty", "compare", "--a", "CallPath=Dynamic", "--out", " ")]
    [InlineData("--filter is empty", "gate", "--filter", "")]
    [InlineData("--resume is empty", "tune", "--resume", "")]
    [InlineData("an argument is empty", "merge", "", "b.json")]
    [InlineData("an argument is empty", "compare", "a.json", "")]
    [InlineData("--filter 'nosuch' matches nothing", "load", "--filter", "nosuch")]
    [InlineData("--filter 'nosuch' matches none of the calls", "compare", "--commits", "HEAD", "HEAD", "--filter", "nosuch")]
    [InlineData("--filter 'nosuch' matches nothing", "list", "--filter", "nosuch")]
    [InlineData("--start-at is more than 24h ahead: the time is ", "load", "--start-at", "2999-01-01T00:00:00Z")]
    [InlineData("--markdown: cannot write to /proc/nothing/x.md", "compare", "A", "B", "--markdown", "/proc/nothing/x.md")]
    [InlineData("--file: cannot write to /proc/nothing/h.jsonl", "history", "A", "--file", "/proc/nothing/h.jsonl")]
    [InlineData("--file: . is a folder", "history", "--file", ".")]
    [InlineData("--attach is 'x' but must be on-request, on-response or on-error", "load", "--attach", "x")]
    [InlineData("unknown command 'nonsense'", "nonsense")]
    public void What_is_wrong_is_said_with_what_would_be_right(string message, params string[] arguments)
    {
        using GermanNumbers german = new();
        Assert.StartsWith(message, Error(arguments), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_in_the_folder_are_not_overwritten_unasked()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "results.json"), "{}");
        Assert.Contains("--overwrite", Error("load", "--filter", "steady-state", "--out", _folder.FullName), StringComparison.Ordinal);
        Assert.Contains("--overwrite", Error("merge", "A", "--out", _folder.FullName), StringComparison.Ordinal);
        Assert.Contains("--overwrite", Error("tune", "--out", _folder.FullName), StringComparison.Ordinal);
        Assert.Contains("--overwrite", Error("find-max", "--max-p99", "5", "--out", _folder.FullName), StringComparison.Ordinal);
        Assert.Contains("--overwrite", Error("compare", "--a", "CallPath=Dynamic", "--out", _folder.FullName), StringComparison.Ordinal);
        Assert.Contains("--overwrite", Error("compare", "--commits", "A", "B", "--out", _folder.FullName), StringComparison.Ordinal);
        Assert.Contains("--overwrite", Error("calibrate", "--out", _folder.FullName), StringComparison.Ordinal);
        Assert.Contains("--overwrite", Error("report", "A.json", "--out", _folder.FullName), StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(Path.Combine(_folder.FullName, "results.json")));
    }

    [Theory]
    [InlineData("report.html")]
    [InlineData("report.md")]
    [InlineData("junit.xml")]
    [InlineData("results.csv")]
    public void A_report_without_results_is_not_overwritten_unasked(string name)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, name), "mine");
        Assert.Contains("--overwrite", Error("gate", "--out", _folder.FullName), StringComparison.Ordinal);
        Assert.Contains("--overwrite", Error("report", "A.json", "--out", _folder.FullName), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder.FullName, name)));
    }

    [Fact]
    public void A_folder_that_is_a_link_to_nowhere_is_named_with_its_target()
    {
        string link = Path.Combine(_folder.FullName, "link");
        File.CreateSymbolicLink(link, "/nowhere/x");
        Assert.Equal($"--out: {link} is a link to /nowhere/x, which is not a folder", Error("gate", "--out", link));
    }

    [Fact]
    public void A_calibration_continues_in_its_folder_and_an_overwrite_is_allowed()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "results.json"), "{}");
        Assert.Equal(_folder.FullName, OutputFolder.Resolve(_folder.FullName, "load", mayHoldResults: true));
        File.WriteAllText(Path.Combine(_folder.FullName, "calibration.jsonl"), "");

        // The refusal that comes after the folder's.
        Assert.StartsWith(
            "--only is 'nosuch'",
            Error("calibrate", "--out", _folder.FullName, "--only", "nosuch"),
            StringComparison.Ordinal
        );
    }

    /// <summary>What a command line is refused with. Those of these tests never get as far as a measurement.</summary>
    private static string Error(params string[] arguments)
    {
        RunConsole console = new(new PlainView(TextWriter.Null));
        RunSessions sessions = new(console);
        using Interruption interruption = new(console, sessions, new ProcessEnd(_ => { }, () => { }));
        ParseResult parse = new CommandTree().Build(new RunServices(console, sessions, interruption, TextWriter.Null)).Parse(arguments);
        return CommandTree.FirstError(parse)
            ?? Assert
                .Throws<UsageException>(() =>
                    parse.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null })
                )
                .Message;
    }
}
