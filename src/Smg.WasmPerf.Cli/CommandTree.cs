using System.CommandLine;
using System.Globalization;
using Smg.Wasm.Contract;
using Smg.Wasm.Options;
using Smg.WasmPerf.Calibration;
using Smg.WasmPerf.Cli.Engines;
using Smg.WasmPerf.Load;

namespace Smg.WasmPerf.Cli;

/// <summary>The commands and options, and how they become a plan.</summary>
internal sealed class CommandTree
{
    private const int DefaultBody = 2048;

    /// <summary>Times that a response may take.</summary>
    internal static readonly TimeRange ThresholdRange = new(TimeSpan.FromMicroseconds(1), TimeSpan.FromMinutes(10), TimeSpan.FromMilliseconds(1), "50us, 5ms or 1s");

    private static readonly Dictionary<string, AttachPoint> AttachPoints = new()
    {
        ["on-request"] = AttachPoint.OnRequest,
        ["on-response"] = AttachPoint.OnResponse,
        ["on-error"] = AttachPoint.OnError,
    };

    private readonly Option<string?> _out = new("--out") { Description = "Folder for results.json, the reports and plots/ (default: a new folder below reports/).", HelpName = "DIR" };
    private readonly Option<string?> _filter = new("--filter") { Description = "Only what has this in its name; * matches anything.", HelpName = "NAME" };
    private readonly Option<string[]> _option = new("--option") { Description = "An option of the runtime, for instance Pooling=false; 'list' names all. Can be given often.", HelpName = "NAME=VALUE" };
    private readonly Option<string?> _options = new("--options") { Description = "A JSON file with options of the runtime.", HelpName = "FILE" };
    private readonly Option<string?> _module = new("--module") { Description = "A component of your own to load instead of the built-in guests.", HelpName = "FILE.wasm" };
    private readonly Option<string> _attach = new("--attach") { Description = "Where the component is called: on-request, on-response or on-error.", DefaultValueFactory = _ => "on-request", HelpName = "POINT" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replaces results that --out holds already." };
    private readonly Option<int?> _rate = UnitOptions.Rate(
        "--rate", "Arrivals per second, in every scenario. Default: a twentieth of what the machine serves now, and closed models where a scenario has one.");
    private readonly Option<TimeSpan?> _duration = UnitOptions.Time(
        "--duration", "Length of each load measurement.", new(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(24), TimeSpan.FromSeconds(1), "500ms, 10s or 2m"));
    private readonly Option<int> _body = UnitOptions.Whole("--body", "Body of each message in bytes.", new(0, int.MaxValue, DefaultBody, "BYTES"));

    private readonly Option<TimeSpan?> _maxP99 = UnitOptions.Time(
        "--max-p99", "Ends a load scenario whose p99 response time is longer three seconds in a row; exit code 1.", ThresholdRange);
    private readonly Option<double?> _maxFailed = UnitOptions.Percent(
        "--max-failed", "Ends a load scenario of which more fails three seconds in a row; exit code 1.", new(0, 99.9));
    private readonly Option<string?> _shard = new("--shard") { Description = "Makes one of N parts of the load; the others are made elsewhere at the same time, and 'merge' adds them.", HelpName = "I/N" };
    private readonly Option<string?> _startAt = new("--start-at") { Description = "When to begin, the same for all shards, for instance 2026-11-23T10:00:00Z.", HelpName = "TIME" };
    private readonly Option<TimeSpan?> _maxLateness = UnitOptions.Time(
        "--max-lateness",
        "How late arrivals may be (p99) before a row is not a result. Default: half of the row's own p99, and at least 1ms.",
        new(TimeSpan.FromMicroseconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(1), "500us, 5ms or 1s"));
    private readonly Option<bool> _strict = new("--strict") { Description = "Exits with 4 where a gate is skipped." };
    private readonly WatchOptions _watch = new();
    private readonly EngineOptions _engine = new();
    private readonly Option<bool> _noLive = new("--no-live") { Description = "Plain lines, also in a terminal. NO_COLOR=1 keeps the live view and leaves out its colours.", Recursive = true };
    private readonly Argument<string[]> _shards = new("FILE") { Description = "The results.json of every shard.", Arity = ArgumentArity.OneOrMore };

    /// <summary>Builds the root command. Without a command it does what <c>quick</c> does.</summary>
    /// <param name="handlers">What carries the plans out.</param>
    public RootCommand Build(CommandHandlers handlers)
    {
        Func<RunPlan, CancellationToken, Task<int>> run = handlers.RunAsync;
        RootCommand root = new(
            """
            Measures WASM middleware on the Smg.Wasm runtime: gates, benchmarks and load, with plots and a report.

            Exit codes: 0 passed, 1 a gate failed or a threshold was broken, 2 wrong usage, 3 cannot run here, 4 undecided (a gate's interval spans its threshold),
            130 and 143 interrupted by Ctrl-C or SIGTERM: what was measured is in --out.
            """);
        Option[] common = [_out, _overwrite, _filter, _option, _options];
        Option[] load = [_module, _attach, _rate, _duration, _body, _maxLateness, .. _watch.All];
        Add(root, "quick", "Gates, short benchmarks and short load scenarios (the default): at most 5 minutes on 2 cores.", Quick, [.. common, .. load, _strict], run);
        Add(root, "full", "The same with the time that a record needs: about an hour.", parse => Quick(parse) with { Thorough = true }, [.. common, .. load, _strict], run);
        Add(root, "gate", "Gates only: at most 90 seconds.", parse => Plan(parse) with { Gates = true }, [.. common, _strict], run);
        Add(root, "bench", "BenchmarkDotNet suites only, short; see 'dotnet run -c Release --project bench/Smg.WasmPerf.Benchmarks' for its own command line.", parse => Plan(parse) with { Benchmarks = true }, common, run);
        Add(root, "load", "Load scenarios only.", parse => _engine.Apply(parse, Plan(parse) with { Load = true }), [.. common, .. load, _maxP99, _maxFailed, _shard, _startAt, .. _engine.All], run);
        Command listing = new("list", "Names the gates, scenarios, benchmarks and options.") { _filter, _option, _options };
        listing.SetAction(parse => Listing.Print(Plan(parse), Console.Out));
        root.Add(listing);
        Command merging = new("merge", "Adds the results of all shards of a load run, without loss.") { _shards, _out, _overwrite };
        merging.SetAction(parse => MergeStage.Run(new MergePlan(parse.GetValue(_shards)!, OutFolder(parse, "merge"), Invocation.CommandLine), handlers.Status));
        root.Add(merging);
        root.Add(new CompareCommand([_out, _overwrite, _option, _options, _module, _attach, _body], (parse, more) => CheckInputs(Plan(parse, more))).Build(handlers, parse => OutFolder(parse, "compare")));
        root.Add(new CalibrateCommand([_out, _overwrite, _option, _options], parse => Plan(parse)).Build(handlers.CalibrateAsync));
        root.Add(new TuneCommand([_out, _overwrite, _option, _options, _module, _attach, _rate], _rate, parse => CheckInputs(Plan(parse))).Build(handlers.TuneAsync, handlers.ResumeTuneAsync));
        root.Add(new FindMaxCommand([_out, _overwrite, _option, _options, _module, _attach, _body, _maxLateness, .. _watch.Measuring], parse => CheckInputs(Plan(parse))).Build(handlers.FindMaxAsync));
        root.Add(new ReportCommand(_out, _overwrite).Build((paths, folder) => ReportStage.Run(paths, folder, handlers.Status)));
        root.Add(new HistoryCommand(_out).Build((paths, file, folder) => HistoryStage.Run(paths, file, folder, handlers.Status)));
        root.Add(new ServeCommand([_option, _options], parse => Plan(parse)).Build(handlers.ServeAsync));

        foreach (Option option in (Option[])[.. common, .. load, _strict, _noLive])
        {
            root.Add(option);
        }

        root.SetAction((parse, cancellationToken) => run(Check(Quick(parse)), cancellationToken));
        return root;
    }

    /// <summary>Whether what is going on may be shown live.</summary>
    public bool WantsLive(ParseResult parse) => !parse.GetValue(_noLive);

    /// <summary>The first thing that is wrong with a command line, in one line; null when nothing is.</summary>
    public static string? FirstError(ParseResult parse)
    {
        if (FirstEmpty(parse) is { } empty)
        {
            return empty;
        }

        if (parse.Errors.Count == 0)
        {
            return null;
        }

        if (parse.UnmatchedTokens is [{ } token, ..])
        {
            string commands = string.Join(", ", parse.RootCommandResult.Command.Subcommands.Select(command => command.Name));
            return token.StartsWith('-') ? $"unknown option '{token}'" : $"unknown command '{token}'; the commands are {commands}";
        }

        return parse.Errors[0].Message.TrimEnd('.');
    }

    /// <summary>An empty text is a variable of a script that was not set: it names no file, no folder and no pattern.</summary>
    private static string? FirstEmpty(ParseResult parse)
    {
        for (int i = 0; i < parse.Tokens.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(parse.Tokens[i].Value))
            {
                return i > 0 && parse.Tokens[i - 1].Value.StartsWith('-') ? $"{parse.Tokens[i - 1].Value} is empty" : "an argument is empty";
            }
        }

        return null;
    }

    private static void Add(RootCommand root, string name, string description, Func<ParseResult, RunPlan> plan, IEnumerable<Option> options, Func<RunPlan, CancellationToken, Task<int>> run)
    {
        Command command = new(name, description);
        foreach (Option option in options)
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) => run(Check(plan(parse)), cancellationToken));
        root.Add(command);
    }

    private RunPlan Quick(ParseResult parse) => Plan(parse) with { Gates = parse.GetValue(_module) is null, Benchmarks = parse.GetValue(_module) is null, Load = true };

    private RunPlan Plan(ParseResult parse, IReadOnlyList<string>? more = null)
    {
        string command = parse.CommandResult.Command is RootCommand ? "quick" : parse.CommandResult.Command.Name;
        string? optionsFile = parse.GetValue(_options);
        return _watch.Apply(parse, new RunPlan
        {
            Command = Invocation.CommandLine,
            OutFolder = OutFolder(parse, command),
            Options = OptionsLoader.Load(optionsFile, readEnvironment: true, [.. parse.GetValue(_option) ?? [], .. more ?? []]),
            Filter = parse.GetValue(_filter),
            Strict = parse.GetValue(_strict),
            ModulePath = parse.GetValue(_module) is { } module ? Path.GetFullPath(module) : null,
            AttachPoint = ReadAttachPoint(parse),
            Rate = parse.GetValue(_rate),
            MaxLateness = parse.CommandResult.Command.Options.Contains(_maxLateness) ? parse.GetValue(_maxLateness) : null,
            Duration = parse.GetValue(_duration),
            BodyBytes = parse.CommandResult.Command.Options.Contains(_body) ? parse.GetValue(_body) : DefaultBody,
            Thresholds = [.. ReadThresholds(parse)],
            Shard = ReadShard(parse.GetValue(_shard)),
            StartAt = ReadStart(parse.GetValue(_startAt)),
        });
    }

    /// <summary>The folder for a run's results: the one given, or a new one.</summary>
    private string OutFolder(ParseResult parse, string command)
    {
        string? folder = parse.GetValue(_out);
        bool isCalibration = command == "calibrate" && !string.IsNullOrEmpty(folder) && File.Exists(Path.Combine(folder, TrialFile.FileName));
        return OutputFolder.Resolve(folder, command, isCalibration || parse.GetValue(_overwrite));
    }

    private AttachPoint ReadAttachPoint(ParseResult parse)
    {
        if (!parse.CommandResult.Command.Options.Contains(_attach))
        {
            return AttachPoint.OnRequest;
        }

        string name = parse.GetValue(_attach)!;
        return AttachPoints.TryGetValue(name, out AttachPoint attachPoint)
            ? attachPoint
            : throw new UsageException($"--attach is '{name}' but must be {string.Join(" or ", AttachPoints.Keys)}");
    }

    private IEnumerable<Threshold> ReadThresholds(ParseResult parse)
    {
        if (parse.GetValue(_maxP99) is { } p99)
        {
            yield return Threshold.MaxP99(p99);
        }

        if (parse.GetValue(_maxFailed) is { } failed)
        {
            yield return Threshold.MaxFailShare(failed / 100);
        }
    }

    private static Shard ReadShard(string? text) => text is null ? Shard.Whole
        : Shard.TryParse(text, out Shard? shard) ? shard
        : throw new UsageException($"--shard is '{text}' but must be for instance 2/3, the second of three, and at most 10000 of them");

    private static DateTimeOffset? ReadStart(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start) ? start
        : throw new UsageException($"--start-at is '{text}' but must be a time, for instance 2026-11-23T10:00:00Z");

    /// <summary>Refuses a plan that would run nothing or fail on its first step.</summary>
    private static RunPlan Check(RunPlan plan)
    {
        CheckInputs(plan);
        bool something = (plan.Gates && GateStage.Select(plan).Count > 0)
            || (plan.Benchmarks && BenchStage.Select(plan).Count > 0)
            || (plan.Load && LoadStage.Select(plan).Count > 0);
        return something ? plan : throw new UsageException($"--filter '{plan.Filter}' matches nothing: '{Invocation.Name} list' names what there is");
    }

    private static RunPlan CheckInputs(RunPlan plan)
    {
        if (plan.ModulePath is not null && !File.Exists(plan.ModulePath))
        {
            throw new UsageException($"--module: file not found: {plan.ModulePath}");
        }

        if (plan.BodyBytes < 0 || plan.BodyBytes > plan.Options.MaxBodySize)
        {
            throw new UsageException($"--body is {plan.BodyBytes} but must be 0 to {plan.Options.MaxBodySize} (MaxBodySize)");
        }

        if (plan.Shard.Count > 1 && plan.StartAt is null)
        {
            throw new UsageException("--shard needs --start-at, the same for all shards: only what ran at the same time adds up");
        }

        if (plan.StartAt is { } start && DateTimeOffset.UtcNow - start > CommonStart.Tolerance)
        {
            throw new UsageException($"--start-at has passed: it is {DateTimeOffset.UtcNow.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} now");
        }

        return plan;
    }
}
