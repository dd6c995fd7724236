using System.Globalization;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Tests;

public sealed class RunSessionTests : IDisposable
{
    private static readonly TimeSpan ReportTime = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-session-");
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly RunSession _session;

    public RunSessionTests() => _session = new(Target, Samples.Environment, new RunConsole(new PlainView(_output))) { Resume = "go on" };

    private string Target => Path.Combine(_folder.FullName, "run");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_is_kept_is_in_the_file_at_once_and_the_file_is_marked_until_the_run_is_complete()
    {
        Assert.True(Read().Interrupted);
        Keep("first");
        Assert.Equal(["first"], Read().Gates.Select(gate => gate.Name));
        Keep("second");
        Assert.Equal(["first", "second"], Read().Gates.Select(gate => gate.Name));
        Assert.True(Read().Interrupted);

        _session.Complete();
        Assert.False(Read().Interrupted);
        Assert.Equal(2, Read().Gates.Count);
        Assert.True(File.Exists(Path.Combine(Target, "report.html")));
    }

    [Fact]
    public void An_interruption_keeps_the_mark_writes_the_reports_and_names_what_continues()
    {
        Keep("first");
        string line = _session.Abandon(ReportTime);
        Assert.Equal($"Partial results: {Path.Combine(Target, "results.json")}. Continue with: go on", line);
        Assert.True(Read().Interrupted);
        Assert.True(File.Exists(Path.Combine(Target, "report.md")));

        Keep("too late");
        Assert.Single(Read().Gates);
        Assert.Throws<OperationCanceledException>(_session.Complete);
    }

    [Fact]
    public void A_report_that_takes_too_long_is_left_to_the_report_command()
    {
        using ManualResetEventSlim isRead = new();
        string WriteForLong(RunResults results, string folder)
        {
            isRead.Wait(TestContext.Current.CancellationToken);
            return "";
        }

        ReportWriter reports = new((results, folder) => WriteForLong(results, folder), WriteForLong);
        RunSession slow = new(Path.Combine(_folder.FullName, "slow"), Samples.Environment, new RunConsole(new PlainView(_output)), reports);
        Assert.EndsWith(
            $" Reports: {Invocation.Name} report {slow.Folder}.",
            slow.Abandon(TimeSpan.FromMilliseconds(1)),
            StringComparison.Ordinal
        );
        isRead.Set();
    }

    [Fact]
    public void A_run_that_fails_before_its_first_result_leaves_nothing()
    {
        Assert.Null(_session.Fail(ReportTime));
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public void A_run_that_fails_later_leaves_what_it_has()
    {
        Keep("first");
        Assert.StartsWith("Partial results: ", _session.Fail(ReportTime), StringComparison.Ordinal);
        Assert.Single(Read().Gates);
    }

    [Fact]
    public void A_second_run_does_not_write_into_the_folder_of_the_first()
    {
        Keep("first");
        UsageException refused = Assert.Throws<UsageException>(BeginAgain);
        Assert.Contains($"another run is writing to {Target}", refused.Message, StringComparison.Ordinal);
        Assert.Single(Read().Gates);

        _session.Complete();
        Assert.DoesNotContain(Directory.EnumerateFiles(Target), file => Path.GetFileName(file).StartsWith('.'));
        _ = BeginAgain().Abandon(ReportTime);
        Assert.DoesNotContain(Directory.EnumerateFiles(Target), file => Path.GetFileName(file).StartsWith('.'));
    }

    [Fact]
    public void A_run_that_cannot_write_its_first_file_is_refused_and_leaves_the_folder_free()
    {
        string full = Path.Combine(_folder.FullName, "full");
        Directory.CreateDirectory(Path.Combine(full, ResultsFile.FileName));
        RunSession Begin() => new(full, Samples.Environment, new RunConsole(new PlainView(_output)));
        Assert.StartsWith($"--out: cannot write to {full}", Assert.Throws<UsageException>(Begin).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(full), file => Path.GetFileName(file).StartsWith('.'));
        Directory.Delete(Path.Combine(full, ResultsFile.FileName));
        _ = Begin().Abandon(ReportTime);
    }

    [Fact]
    public void A_file_that_cannot_be_written_for_a_while_costs_a_warning()
    {
        string file = Path.Combine(Target, "results.json");
        File.Delete(file);
        Directory.CreateDirectory(file);
        Keep("first");
        Assert.Contains("warning", _output.ToString(), StringComparison.Ordinal);
        Directory.Delete(file);
        Keep("second");
        Assert.Equal(2, Read().Gates.Count);
    }

    private RunSession BeginAgain() => new(Target, Samples.Environment, new RunConsole(new PlainView(_output)));

    private void Keep(string name) => _session.Keep(results => results with { Gates = [.. results.Gates, Samples.Gate(name)] });

    private RunResults Read() => ResultsFile.Read(Path.Combine(Target, "results.json"));
}
