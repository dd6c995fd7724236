using System.Diagnostics;
using System.Text.Json.Nodes;
using Smg.WasmPerf.Cli.Commands.Measure;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class CliProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-process-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("TERM", 143, "load", "--filter", "round-trip", "--duration", "1h")]
    [InlineData("INT", 130, "bench", "--filter", "*AllocationStrategy*")]
    [InlineData("INT", 130, "compare", "--a", "CallPath=Dynamic", "--b", "CallPath=Dynamic", "--for", "1h")]
    [InlineData("TERM", 143, "tune", "--for", "1h")]
    [InlineData("INT", 130, "calibrate", "--only", "aa")]
    [InlineData("TERM", 143, "find-max", "--max-p99", "1000", "--step-seconds", "1h")]
    public async Task A_signal_ends_every_measuring_command_with_its_code_and_partial_results(
        string signal,
        int code,
        params string[] arguments
    )
    {
        string target = Path.Combine(_folder.FullName, "run");
        string results = Path.Combine(target, ResultsFile.FileName);
        using CliProcess process = new([.. arguments, "--out", target]);
        await process.UntilAsync(() => File.Exists(results));
        process.Signal(signal);
        (int exit, _, string error) = await process.EndAsync();
        Assert.Equal(code, exit);
        Assert.StartsWith($"Interrupted. Partial results: {results}", error.Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.True(ResultsFile.Read(results).Interrupted);
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once_with_its_code_and_without_a_trace()
    {
        string target = Path.Combine(_folder.FullName, "run");
        using CliProcess process = new("load", "--filter", "round-trip", "--duration", "1h", "--out", target);
        await process.UntilAsync(() => File.Exists(Path.Combine(target, ResultsFile.FileName)));
        process.Signal("INT");
        process.Signal("INT");
        (int exit, _, string error) = await process.EndAsync();
        Assert.Equal(130, exit);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.True(ResultsFile.Read(Path.Combine(target, ResultsFile.FileName)).Interrupted);
    }

    [Fact]
    public async Task Where_few_files_may_be_open_it_says_so()
    {
        using Process shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"ulimit -n 64; exec dotnet '{typeof(MeasureHandler).Assembly.Location}' list"])
            {
                RedirectStandardError = true,
            }
        )!;
        string error = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, shell.ExitCode);
        Assert.Contains("only 64 files may be open", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_ends_at_a_signal_with_0()
    {
        using CliProcess process = new("serve", "--port", "0", "--admin-port", "0", "--upstream-port", "0");
        await process.UntilAsync(() => process.Output.Contains("Press Ctrl-C to stop.", StringComparison.Ordinal));
        process.Signal("TERM");
        (int exit, _, string error) = await process.EndAsync();
        Assert.Equal(0, exit);
        Assert.Empty(error);
    }

    [Fact]
    public async Task A_limit_means_the_same_in_a_host_with_cultures_under_a_German_locale()
    {
        string configuration = Path.Combine(_folder.FullName, "cultures.runtimeconfig.json");
        string program = typeof(MeasureHandler).Assembly.Location;
        JsonNode own = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(program, ".runtimeconfig.json")))!;
        own["runtimeOptions"]!["configProperties"]!["System.Globalization.Invariant"] = false;
        File.WriteAllText(configuration, own.ToJsonString());
        string target = Path.Combine(_folder.FullName, "run");
        using CliProcess process = new(
            ["exec", "--runtimeconfig", configuration, "--depsfile", Path.ChangeExtension(program, ".deps.json")],
            [("LANG", "de_DE.UTF-8"), ("LC_ALL", "de_DE.UTF-8")],
            "load",
            "--filter",
            "steady-state",
            "--rate",
            "200",
            "--duration",
            "500ms",
            "--max-p99",
            "0.001",
            "--max-lateness",
            "10s",
            "--out",
            target
        );
        (int exit, string output, string error) = await process.EndAsync();
        Assert.True(exit is 0 or 1, $"exit {exit}: {error}");
        string broken = ResultsFile.Read(Path.Combine(target, ResultsFile.FileName)).Load.Single().BrokenThreshold!;
        Assert.Contains("1 µs", broken, StringComparison.Ordinal);
        Assert.DoesNotContain(
            ',',
            output.Split('\n').Single(line => line.Contains("rate=200/s:", StringComparison.Ordinal)).Split("rate=200/s: ")[1].Split("/s")[
                0
            ]
        );
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_refused_before_anything_is_measured()
    {
        using CliProcess process = new("load", "--filter", "steady-state", "--out", "/proc/nothing");
        (int exit, string output, string error) = await process.EndAsync();
        Assert.Equal(2, exit);
        Assert.Contains("--out: cannot write to /proc/nothing", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Empty(output);
    }

    [Fact]
    public async Task Without_git_commits_cannot_be_compared()
    {
        Assert.Contains("git", await CannotCompareCommitsAsync(("PATH", _folder.FullName)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_and_errors_name_the_program_as_it_was_started()
    {
        using CliProcess script = new([], [(Invocation.NameVariable, "./bench")], "--help");
        Assert.Contains("  ./bench [command] [options]", (await script.EndAsync()).Output, StringComparison.Ordinal);
        using CliProcess program = new([], [(Invocation.NameVariable, "")], "nonsense");
        Assert.Contains("Try 'smg-wasmperf --help'", (await program.EndAsync()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_for_temporary_files_that_cannot_be_written_to_is_replaced_and_named()
    {
        using CliProcess process = new(
            [],
            [("TMPDIR", "/proc/nothing")],
            "load",
            "--filter",
            "steady-state",
            "--duration",
            "100ms",
            "--out",
            Path.Combine(_folder.FullName, "run")
        );
        (int exit, string output, string error) = await process.EndAsync();
        Assert.True(exit == 0, error);
        Assert.Contains("TMPDIR is /proc/nothing/, which cannot be written to: using /tmp", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_git_cannot_read_is_3_with_the_reason_of_git()
    {
        string error = await CannotCompareCommitsAsync(("GIT_DIR", "/nonexistent"));
        Assert.Contains("git cannot read the repository in ", error, StringComparison.Ordinal);
        Assert.Contains("/nonexistent", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_working_folder_that_is_gone_is_named()
    {
        string gone = _folder.CreateSubdirectory("gone").FullName;
        ProcessStartInfo start = new(
            "bash",
            ["-c", "cd \"$1\" && rmdir \"$1\" && exec dotnet \"$2\" list", "bash", gone, typeof(RunConsole).Assembly.Location]
        )
        {
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, process.ExitCode);
        Assert.Contains("the working folder no longer exists", error, StringComparison.Ordinal);
    }

    /// <summary>Compares commits in an environment in which that cannot be done.</summary>
    /// <returns>The one line of the error.</returns>
    private async Task<string> CannotCompareCommitsAsync((string Name, string Value) variable)
    {
        using CliProcess process = new(
            [],
            [variable],
            "compare",
            "--commits",
            "HEAD",
            "HEAD",
            "--out",
            Path.Combine(_folder.FullName, "run")
        );
        (int exit, _, string error) = await process.EndAsync();
        Assert.Equal(3, exit);
        return Assert.Single(error.Trim().Split('\n'));
    }
}
