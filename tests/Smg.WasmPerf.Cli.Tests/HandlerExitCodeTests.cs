using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.FindMax;
using Smg.WasmPerf.Cli.Commands.Measure;
using Smg.WasmPerf.Cli.Commands.Tune;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Cli.Tests;

/// <summary>The exit codes of commands whose measurements take minutes, with measurements that are made up.</summary>
public sealed class HandlerExitCodeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-handler-");
    private readonly RunConsole _console = new(new PlainView(TextWriter.Null));
    private readonly RunSessions _sessions;
    private readonly RunServices _services;
    private readonly CommonOptions _common = new();

    public HandlerExitCodeTests()
    {
        _sessions = new RunSessions(_console);
        Interruption interruption = new(_console, _sessions, new ProcessEnd(_ => { }, () => { }));
        _services = new RunServices(_console, _sessions, interruption, TextWriter.Null);
    }

    public void Dispose()
    {
        _services.Interruption.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(ExitCode.Passed, 1_000)]
    [InlineData(ExitCode.GateFailed, 100)]
    [InlineData(ExitCode.Undecided, 1_000_000)]
    public async Task A_maximum_that_is_found_is_0_one_below_the_lowest_rate_1_and_one_above_the_highest_4(int code, int limit)
    {
        FindMaxPlan plan = new(Plan("find-max"), "minimal", TimeSpan.FromMilliseconds(1), 1, TimeSpan.FromSeconds(1), new() { To = 8_000 });
        FindMaxHandler handler = new(_console, _sessions, (settings, _, _) => Task.FromResult(Samples.Level(settings.Rate!.Value, limit)));
        Assert.Equal(code, await handler.RunAsync(plan, TestContext.Current.CancellationToken));
        Assert.Equal(code == ExitCode.Passed, Read().FindMax!.Verdict == "Found");
        Assert.All(Read().Load, row => Assert.Equal("find-max", row.Scenario));
    }

    [Theory]
    [InlineData(ExitCode.Passed, ComparisonVerdict.Faster, true)]
    [InlineData(ExitCode.Undecided, ComparisonVerdict.Undecided, false)]
    public async Task A_tuning_is_0_when_its_final_decides_and_4_when_it_does_not(int code, ComparisonVerdict final, bool isRecommended)
    {
        TuneCommand tune = new(_common);
        ParseResult parse = tune.Build(_services).Parse(["--guest", "minimal", "--for", "1m", "--out", _folder.FullName]);
        TuneHandler handler = new(_console, _sessions, new FakeMeasurer(final));
        Assert.Equal(code, await handler.RunAsync(tune.Plan(parse), TestContext.Current.CancellationToken));
        Assert.Equal(isRecommended, Read().Tuning!.Recommended.Count > 0);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(3, false, "quick")]
    [InlineData(3, true, "full")]
    [InlineData(1, false, "gate")]
    [InlineData(1, false, "bench")]
    [InlineData(1, false, "load")]
    public async Task A_run_whose_measurements_hold_is_0_and_has_those_of_its_command(int kinds, bool isThorough, params string[] command)
    {
        Made made = new();
        Assert.Equal(ExitCode.Passed, await MeasureAsync(made, command));
        RunResults results = Read();
        Assert.Equal(kinds, new[] { results.Gates.Count, results.Benchmarks.Count, results.Load.Count }.Count(count => count == 1));
        Assert.Equal((false, isThorough), (results.Interrupted, made.Plans.TrueForAll(plan => plan.Thorough)));
    }

    [Theory]
    [InlineData(ExitCode.GateFailed, GateVerdict.Failed, 0, null)]
    [InlineData(ExitCode.GateFailed, GateVerdict.Failed, 1, null)]
    [InlineData(ExitCode.Undecided, GateVerdict.Undecided, 0, null)]
    [InlineData(ExitCode.Undecided, GateVerdict.Skipped, 0, null, "--strict")]
    [InlineData(ExitCode.Passed, GateVerdict.Skipped, 0, null)]
    [InlineData(ExitCode.CannotRun, GateVerdict.Passed, 1, null)]
    [InlineData(ExitCode.GateFailed, GateVerdict.Passed, 0, "p99 at most 1 ms")]
    public async Task What_went_wrong_in_a_run_decides_its_exit_code(
        int code,
        GateVerdict gate,
        int failedBenchmarks,
        string? broken,
        params string[] more
    ) => Assert.Equal(code, await MeasureAsync(new Made(gate, failedBenchmarks, broken), ["quick", .. more]));

    private Task<int> MeasureAsync(Made made, string[] arguments)
    {
        RootCommand root = new("measures");
        MeasureCommands commands = new(_common, _services, made.Steps());
        foreach (Command command in commands.Build())
        {
            root.Add(command);
        }

        commands.BuildDefault(root);
        ParseResult parse = root.Parse([.. arguments, "--out", _folder.FullName]);
        Assert.Null(CommandTree.FirstError(parse));
        return parse.InvokeAsync(new() { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
    }

    private RunPlan Plan(string command) =>
        new()
        {
            Command = command,
            OutFolder = _folder.FullName,
            Options = new(),
        };

    private RunResults Read() => ResultsFile.Read(Path.Combine(_folder.FullName, ResultsFile.FileName));

    /// <summary>One result of each kind.</summary>
    private sealed record Made(GateVerdict Gate = GateVerdict.Passed, int FailedBenchmarks = 0, string? Broken = null)
    {
        public List<RunPlan> Plans { get; } = [];

        public MeasureSteps Steps() =>
            new()
            {
                Gates = (plan, _, keep, _) =>
                {
                    Plans.Add(plan);

                    // Measured twice: the second result takes the first one's place.
                    keep(Samples.Gate("gate") with { Verdict = GateVerdict.Undecided });
                    keep(Samples.Gate("gate") with { Verdict = Gate });
                },
                Benchmarks = (plan, _, keep) =>
                {
                    Plans.Add(plan);
                    keep(Samples.Benchmark);
                    return [.. Enumerable.Range(1, FailedBenchmarks).Select(number => $"case {number}")];
                },
                Load = (plan, _, _, keep, _) =>
                {
                    Plans.Add(plan);
                    keep([Samples.Level(100, 1_000) with { BrokenThreshold = Broken }]);
                    return Task.CompletedTask;
                },
            };
    }

    /// <summary>One value is a fifth better than the default; the final comparison says what it is to say.</summary>
    private sealed class FakeMeasurer(ComparisonVerdict final) : ICandidateMeasurer
    {
        public TuneMeasurement Measure(TuningStage stage, Candidate candidate, TimeSpan time, CancellationToken cancellationToken)
        {
            double gain = candidate.Values.ContainsKey("Dispatch") ? 1.2 : 1;
            return new TuneMeasurement
            {
                Stage = stage,
                Settings = candidate.Settings,
                Seconds = time.TotalSeconds,
                Gains = [gain, gain, gain, gain, gain, gain],
                CostUs = 10 / gain,
                DefaultCostUs = 10,
            };
        }

        public ComparisonResult Compare(string name, Candidate a, Candidate b, TimeSpan time, CancellationToken cancellationToken) =>
            Samples.Comparison(name) with
            {
                AOptions = a.Settings,
                BOptions = b.Settings,
                Verdict = final,
            };
    }
}
