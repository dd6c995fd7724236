using System.CommandLine;
using Smg.Load.Running;
using Smg.Wasm.Contract;
using Smg.Wasm.Options;
using Smg.WasmPerf.Calibration;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>The options that several commands have, and how they become a plan.</summary>
internal sealed class CommonOptions
{
    private const int DefaultBody = 2048;

    /// <summary>How far ahead a common start may be: a wrong day or year would wait for it.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(24);

    /// <summary>Times that a response may take.</summary>
    public static readonly TimeRange ThresholdRange = new(
        TimeSpan.FromMicroseconds(1),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMilliseconds(1),
        "50us, 5ms or 1s"
    );

    private static readonly Dictionary<string, AttachPoint> AttachPoints = new()
    {
        ["on-request"] = AttachPoint.OnRequest,
        ["on-response"] = AttachPoint.OnResponse,
        ["on-error"] = AttachPoint.OnError,
    };

    private static readonly string AttachPointNames = $"{string.Join(", ", AttachPoints.Keys.SkipLast(1))} or {AttachPoints.Keys.Last()}";

    /// <summary><c>--out</c></summary>
    public Option<string?> Out { get; } =
        new("--out")
        {
            Description = "Folder for results.json, the reports and plots/ (default: a new folder below reports/).",
            HelpName = "DIR",
        };

    /// <summary><c>--overwrite</c></summary>
    public Option<bool> Overwrite { get; } = new("--overwrite") { Description = "Replaces existing results in --out." };

    /// <summary><c>--filter</c></summary>
    public Option<string?> Filter { get; } =
        new("--filter") { Description = "Only names that contain this text; * matches anything.", HelpName = "NAME" };

    /// <summary><c>--option</c></summary>
    public Option<string[]> Assignments { get; } =
        new("--option")
        {
            Description = "An option of the runtime, for instance Pooling=false. Repeatable; 'list' shows every option.",
            HelpName = "NAME=VALUE",
        };

    /// <summary><c>--options</c></summary>
    public Option<string?> OptionsFile { get; } =
        new("--options") { Description = "A JSON file with options of the runtime.", HelpName = "FILE" };

    /// <summary><c>--module</c></summary>
    public Option<string?> Module { get; } =
        new("--module") { Description = "Your component, called instead of the built-in guests.", HelpName = "FILE.wasm" };

    /// <summary><c>--attach</c></summary>
    public Option<string> Attach { get; } =
        new("--attach")
        {
            Description = "Attach point at which the component is called: on-request, on-response or on-error.",
            DefaultValueFactory = _ => "on-request",
            HelpName = "POINT",
        };

    /// <summary><c>--rate</c></summary>
    public Option<int?> Rate { get; } =
        UnitOptions.Rate(
            "--rate",
            "Arrivals per second, in every scenario. Default: a twentieth of what the machine serves now; scenarios with a "
                + "closed model have no arrival rate."
        );

    /// <summary><c>--duration</c></summary>
    public Option<TimeSpan?> Duration { get; } =
        UnitOptions.Time(
            "--duration",
            "Length of each load measurement.",
            new(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(24), TimeSpan.FromSeconds(1), "500ms, 10s or 2m")
        );

    /// <summary><c>--body</c></summary>
    public Option<int> Body { get; } =
        UnitOptions.Whole("--body", "Size of each message's body in bytes.", new(0, int.MaxValue, DefaultBody, "BYTES"));

    /// <summary><c>--max-lateness</c></summary>
    public Option<TimeSpan?> MaxLateness { get; } =
        UnitOptions.Time(
            "--max-lateness",
            "Largest p99 lateness of arrivals at which a row counts as a result. Default: half of the row's p99, and at least 1ms.",
            new(TimeSpan.FromMicroseconds(1), TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(1), "500us, 5ms or 1s")
        );

    /// <summary><c>--strict</c></summary>
    public Option<bool> Strict { get; } = new("--strict") { Description = "Exits with 4 when a gate is skipped." };

    /// <summary>What a load is watched with.</summary>
    public WatchOptions Watch { get; } = new();

    /// <summary>Options of every run.</summary>
    public Option[] Run => [Out, Overwrite, Filter, Assignments, OptionsFile];

    /// <summary>Options of every run that loads.</summary>
    public Option[] Load => [Module, Attach, Rate, Duration, Body, MaxLateness, .. Watch.All];

    /// <summary>Reads a plan.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="more">Options of the runtime beyond those given for the whole command.</param>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public RunPlan Plan(ParseResult parse, IReadOnlyList<string>? more = null) =>
        Watch.Apply(
            parse,
            new RunPlan
            {
                Command = Invocation.CommandLine,
                OutFolder = OutFolder(parse),
                Options = OptionsLoader.Load(
                    parse.GetValue(OptionsFile),
                    readEnvironment: true,
                    [.. parse.GetValue(Assignments) ?? [], .. more ?? []]
                ),
                Filter = parse.GetValue(Filter),
                Strict = parse.GetValue(Strict),
                ModulePath = parse.GetValue(Module) is { } module ? Path.GetFullPath(module) : null,
                AttachPoint = ReadAttachPoint(parse),
                Rate = parse.GetValue(Rate),
                MaxLateness = Has(parse, MaxLateness) ? parse.GetValue(MaxLateness) : null,
                Duration = parse.GetValue(Duration),
                BodyBytes = Has(parse, Body) ? parse.GetValue(Body) : DefaultBody,
            }
        );

    /// <summary>Reads a plan and checks that its module, body and times can be used.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="more">Options of the runtime beyond those given for the whole command.</param>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public RunPlan CheckedPlan(ParseResult parse, IReadOnlyList<string>? more = null) => Check(Plan(parse, more));

    /// <summary>The folder for the command's results: the one given, or a new one.</summary>
    /// <param name="parse">The command line.</param>
    /// <exception cref="UsageException">The folder cannot be the run's.</exception>
    public string OutFolder(ParseResult parse)
    {
        string command = parse.CommandResult.Command is RootCommand ? "quick" : parse.CommandResult.Command.Name;
        string? folder = parse.GetValue(Out);
        bool isCalibration =
            command == "calibrate" && !string.IsNullOrEmpty(folder) && File.Exists(Path.Combine(folder, TrialFile.FileName));
        return OutputFolder.Resolve(folder, command, isCalibration || parse.GetValue(Overwrite));
    }

    /// <summary>Refuses a plan that would fail on its first step.</summary>
    /// <param name="plan">The plan.</param>
    /// <exception cref="UsageException">It would.</exception>
    public static RunPlan Check(RunPlan plan)
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
            throw new UsageException(
                "--shard needs --start-at, with the same time for all shards: loads add up only when they run at the same time"
            );
        }

        if (plan.StartAt is { } start)
        {
            CheckStart(start, DateTimeOffset.UtcNow);
        }

        return plan;
    }

    private static void CheckStart(DateTimeOffset start, DateTimeOffset now)
    {
        string? wrong =
            now - start > CommonStart.Tolerance ? "in the past"
            : start - now > MaxWait ? $"more than {UnitText.Of(MaxWait)} ahead"
            : null;
        if (wrong is not null)
        {
            throw new UsageException($"--start-at is {wrong}: the time is {now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        }
    }

    private AttachPoint ReadAttachPoint(ParseResult parse)
    {
        if (!Has(parse, Attach))
        {
            return AttachPoint.OnRequest;
        }

        string name = parse.GetValue(Attach)!;
        return AttachPoints.TryGetValue(name, out AttachPoint attachPoint)
            ? attachPoint
            : throw new UsageException($"--attach is '{name}' but must be {AttachPointNames}");
    }

    private static bool Has(ParseResult parse, Option option) => parse.CommandResult.Command.Options.Contains(option);
}
