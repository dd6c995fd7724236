using System.CommandLine;
using Smg.Load.Scenarios;
using Smg.Wasm.Contract;
using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Calibrate;
using Smg.WasmPerf.Cli.Commands.Compare;
using Smg.WasmPerf.Cli.Commands.FindMax;
using Smg.WasmPerf.Cli.Commands.Load;
using Smg.WasmPerf.Cli.Commands.Serve;
using Smg.WasmPerf.Cli.Commands.Tune;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Tests;

/// <summary>What each command reads from a command line.</summary>
public sealed class CommandPlanTests : IDisposable
{
    private readonly CommonOptions _common = new();
    private readonly RunConsole _console = new(new PlainView(TextWriter.Null));
    private readonly RunServices _services;

    public CommandPlanTests()
    {
        RunSessions sessions = new(_console);
        _services = new RunServices(
            _console,
            sessions,
            new Interruption(_console, sessions, new ProcessEnd(_ => { }, () => { })),
            TextWriter.Null
        );
    }

    public void Dispose() => _services.Interruption.Dispose();

    [Fact]
    public void A_run_reads_its_options_units_and_module()
    {
        string module = typeof(CommandPlanTests).Assembly.Location;
        RunPlan plan = Read(
            Measuring(),
            parse => _common.CheckedPlan(parse),
            "--out",
            "x",
            "--filter",
            "*steady*",
            "--option",
            "Pooling=false",
            "--option",
            "MaxBodySize=2097152",
            "--module",
            module,
            "--attach",
            "on-response",
            "--rate",
            "2k/s",
            "--duration",
            "1.5s",
            "--body",
            "4096",
            "--max-lateness",
            "500us",
            "--phases",
            "--diagnostics",
            "--trace",
            "--strict"
        );
        Assert.Equal(
            (Path.GetFullPath("x"), "*steady*", module, AttachPoint.OnResponse),
            (plan.OutFolder, plan.Filter, plan.ModulePath, plan.AttachPoint)
        );
        Assert.Equal(
            (2_000, TimeSpan.FromSeconds(1.5), 4_096, TimeSpan.FromMicroseconds(500)),
            (plan.Rate, plan.Duration, plan.BodyBytes, plan.MaxLateness)
        );
        Assert.Equal((false, 2 << 20, true), (plan.Options.Pooling, plan.Options.MaxBodySize, plan.Options.PhaseTimings));
        Assert.True(plan is { Diagnostics: true, Trace: true, Strict: true });
    }

    [Fact]
    public void Without_options_a_run_has_the_documented_defaults()
    {
        RunPlan plan = Read(Measuring(), parse => _common.Plan(parse));
        Assert.Equal(
            (null, null, null, 2_048, AttachPoint.OnRequest),
            (plan.Filter, plan.Rate, plan.Duration, plan.BodyBytes, plan.AttachPoint)
        );
        Assert.Equal(new WasmRuntimeOptions().Pooling, plan.Options.Pooling);
        Assert.Contains($"{Path.DirectorySeparatorChar}reports{Path.DirectorySeparatorChar}", plan.OutFolder, StringComparison.Ordinal);
    }

    [Fact]
    public void A_load_reads_limits_shard_start_and_engine()
    {
        LoadOptions load = new();
        Command command = Measuring();
        Array.ForEach(load.All, command.Add);
        RunPlan plan = Read(
            command,
            parse => load.Apply(parse, _common.Plan(parse)),
            "--max-p99",
            "5",
            "--max-failed",
            "1.5",
            "--shard",
            "2/3",
            "--start-at",
            "2100-01-01T10:00:00Z"
        );
        Assert.Equal([Threshold.MaxP99(TimeSpan.FromMilliseconds(5)), Threshold.MaxFailShare(0.015)], plan.Thresholds);
        Assert.Equal(
            (new Shard(2, 3), new DateTimeOffset(2100, 1, 1, 10, 0, 0, TimeSpan.Zero), LoadEngineKind.Own),
            (plan.Shard, plan.StartAt, plan.Engine)
        );
        Assert.Equal(LoadEngineKind.Both, Read(command, parse => load.Apply(parse, _common.Plan(parse)), "--engine", "both").Engine);
    }

    [Fact]
    public void A_comparison_reads_option_sets_files_or_commits()
    {
        CompareCommand compare = new(_common);
        Command command = compare.Build(_services);
        CompareLivePlan live = Read(
            command,
            compare.LivePlan,
            "--a",
            "Pooling=false,CallPath=Dynamic",
            "--option",
            "MaxBodySize=2097152",
            "--guest",
            "minimal",
            "--for",
            "5m",
            "--min-effect",
            "5"
        );
        Assert.Equal(["Pooling=false", "CallPath=Dynamic"], live.SetA);
        Assert.Equal(("minimal", 0.05, TimeSpan.FromMinutes(5)), (live.Guest, live.Effect, live.TimeBudget));
        Assert.Equal((false, true, 2 << 20), (live.OptionsA.Pooling, live.OptionsB.Pooling, live.OptionsB.MaxBodySize));

        CompareFilesPlan files = Read(command, compare.FilesPlan, "a.json", "b.json", "--force", "--strict", "--markdown", "c.md");
        Assert.Equal(new CompareFilesPlan("a.json", "b.json", 0.03, Force: true, Strict: true, "c.md"), files);

        CompareCommitsPlan commits = Read(
            command,
            compare.CommitsPlan,
            "--commits",
            "main",
            "HEAD",
            "--rounds",
            "2",
            "--filter",
            "pooling",
            "--out",
            "x"
        );
        Assert.Equal(
            ("main", "HEAD", 2, "pooling", TimeSpan.FromMinutes(4)),
            (commits.A, commits.B, commits.Rounds, commits.Filter, commits.TimeBudget)
        );
    }

    [Fact]
    public void A_calibration_reads_its_parts_and_comparisons()
    {
        CalibrateCommand calibrate = new(_common);
        CalibratePlan some = Read(calibrate.Build(_services), calibrate.Plan, "--only", "stall", "arrivals", "--comparisons", "50");
        Assert.Equal((50, 2), (some.Comparisons, some.Parts.Count));
        Assert.Equal(4, Read(calibrate.Build(_services), calibrate.Plan).Parts.Count);
    }

    [Fact]
    public void A_search_for_options_reads_its_goal_guest_and_mix()
    {
        TuneCommand tune = new(_common);
        TunePlan plan = Read(
            tune.Build(_services),
            tune.Plan,
            "--goal",
            "p99",
            "--rate",
            "1k",
            "--guest",
            "rewrite",
            "--bodies",
            "2048:7,16384:3",
            "--for",
            "5m",
            "--seed",
            "-3",
            "--allow-state"
        );
        Assert.Equal(("p99", 1_000, "body-rewrite", "2048:7,16384:3"), (plan.Goal, plan.Run.Rate, plan.Guest, plan.Bodies.ToString()));
        Assert.Equal((TimeSpan.FromMinutes(5), -3, true), (plan.Time, plan.Seed, plan.AllowState));
    }

    [Fact]
    public void A_search_for_the_highest_rate_reads_its_objective_and_bounds()
    {
        FindMaxCommand find = new(_common);
        FindMaxPlan plan = Read(
            find.Build(_services),
            find.Plan,
            "--max-p99",
            "250us",
            "--max-failed",
            "2",
            "--step-seconds",
            "2s",
            "--from",
            "100",
            "--to",
            "4k",
            "--precision",
            "10"
        );
        Assert.Equal(
            (TimeSpan.FromMicroseconds(250), 2, TimeSpan.FromSeconds(2), "auth"),
            (plan.MaxP99, plan.MaxFailedPercent, plan.Step, plan.Guest)
        );
        Assert.Equal((100, 4_000, 0.1), (plan.Search.From, plan.Search.To, plan.Search.Precision));
    }

    [Fact]
    public void A_server_reads_its_ports_and_modules()
    {
        ServeCommand serve = new(_common);
        ServePlan plan = Read(
            serve.Build(_services),
            serve.Plan,
            "--port",
            "0",
            "--admin-port",
            "9001",
            "--upstream",
            "http://127.0.0.1:9002",
            "--modules",
            "auth",
            "redact-events@on-response"
        );
        Assert.Equal((9001, 9002, null), (plan.Gateway.AdminAddress!.Port, plan.Gateway.Upstream.Port, plan.UpstreamAddress));
        Assert.Equal(
            [("auth", AttachPoint.OnRequest), ("redact-events", AttachPoint.OnResponse)],
            plan.Modules.Select(module => (module.Name, module.AttachPoints.Single()))
        );
    }

    /// <summary>A command with all options of a run that loads.</summary>
    private Command Measuring()
    {
        Command command = new("load");
        Array.ForEach([.. _common.Run, .. _common.Load, _common.Strict], command.Add);
        return command;
    }

    private static T Read<T>(Command command, Func<ParseResult, T> read, params string[] arguments)
    {
        ParseResult parse = command.Parse(arguments);
        Assert.Null(CommandTree.FirstError(parse));
        return read(parse);
    }
}
