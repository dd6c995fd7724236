using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Scenarios.Tuning;

namespace Smg.WasmPerf.Cli.Commands.Tune;

/// <summary>The command <c>tune</c>: its options, and how they become a plan.</summary>
/// <param name="common">Options that other commands have too.</param>
internal sealed class TuneCommand(CommonOptions common)
{
    private const string Throughput = "throughput";
    private const string P99 = "p99";

    /// <summary>A percentile needs blocks of some hundred arrivals.</summary>
    private static readonly TimeSpan MinOfP99 = TimeSpan.FromMinutes(4);
    private static readonly TimeRange Times = new(
        TimeSpan.FromSeconds(30),
        TimeSpan.FromHours(24),
        TimeSpan.FromMinutes(1),
        "90s, 5m or 1h"
    )
    {
        Default = TimeSpan.FromMinutes(5),
    };

    private readonly Option<string> _goal = new("--goal")
    {
        Description =
            "throughput: calls per second, one caller per processor; p99: p99 of the response time at --rate arrivals per second.",
        DefaultValueFactory = _ => Throughput,
        HelpName = "GOAL",
    };
    private readonly Option<string> _guest = new("--guest")
    {
        Description = "The built-in guest that is called; the last part of its name is enough.",
        DefaultValueFactory = _ => "body-rewrite",
        HelpName = "NAME",
    };
    private readonly Option<string> _bodies = new("--bodies")
    {
        Description = "Sizes of bodies in bytes with their weights, for instance 2048:70,16384:25,131072:5.",
        DefaultValueFactory = _ => "2048",
        HelpName = "BYTES:WEIGHT[,...]",
    };
    private readonly Option<TimeSpan?> _for = UnitOptions.Time("--for", "Time for the whole search.", Times);
    private readonly Option<int> _seed = UnitOptions.Whole("--seed", "The seed of the search.", new(int.MinValue, int.MaxValue, 1));
    private readonly Option<bool> _allowState = new("--allow-state")
    {
        Description = "Also tries InstanceUses above 1, which lets guests keep state between calls, and KeptInstances, which resets it.",
    };
    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Continues an interrupted search in its folder, with its options. Takes no other option.",
        HelpName = "DIR",
    };

    private Option[] Shared =>
        [common.Out, common.Overwrite, common.Assignments, common.OptionsFile, common.Module, common.Attach, common.Rate];

    /// <summary>Builds the command.</summary>
    /// <param name="services">The services that carry out the plan.</param>
    public Command Build(RunServices services) =>
        new Command(
            "tune",
            "Searches for the runtime options that suit a guest and a goal, and writes recommended.json for --options; the "
                + "report says why. Limits, timeouts and options that --option sets are not changed. Exits with 0, or with 4 when "
                + "the final comparison cannot tell the winner from the default, which is then recommended."
        )
        {
            _goal,
            _guest,
            _bodies,
            _for,
            _seed,
            _allowState,
            _resume,
        }
            .Taking(Shared)
            .Running(
                (parse, cancellationToken) =>
                    parse.GetValue(_resume) is { } folder
                        ? Handler(services).ResumeAsync(CheckResume(parse, folder), cancellationToken)
                        : Handler(services).RunAsync(Plan(parse), cancellationToken)
            );

    private static TuneHandler Handler(RunServices services) => new(services.Console, services.Sessions);

    private string CheckResume(ParseResult parse, string folder)
    {
        Option[] others = [.. Shared, _goal, _guest, _bodies, _for, _seed, _allowState];
        return Array.Find(others, parse.IsGiven) is { } given
            ? throw new UsageException($"{given.Name} cannot be given with --resume: the search continues as it was started")
            : Path.GetFullPath(folder);
    }

    /// <summary>Reads a plan.</summary>
    /// <param name="parse">The command line.</param>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public TunePlan Plan(ParseResult parse)
    {
        RunPlan plan = common.CheckedPlan(parse);
        string goal = parse.GetValue(_goal)!;
        if (goal is not (Throughput or P99))
        {
            throw new UsageException($"--goal is '{goal}' but must be {Throughput} or {P99}");
        }

        if (goal == P99 != plan.Rate.HasValue)
        {
            throw new UsageException(
                goal == P99
                    ? "--goal p99 needs --rate, the arrivals a second"
                    : $"{common.Rate.Name} is for --goal p99: throughput has no arrival rate"
            );
        }

        if (plan.ModulePath is not null && parse.IsGiven(_guest))
        {
            throw new UsageException("--guest and --module cannot be combined: one guest is tuned at a time");
        }

        TimeSpan time = parse.GetValue(_for)!.Value;
        if (goal == P99 && time < MinOfP99)
        {
            throw new UsageException($"{(Times with { Low = MinOfP99, Examples = "5m or 1h" }).Right(_for.Name)}, for the goal {P99}");
        }

        string bodies = parse.GetValue(_bodies)!;
        MessageMix mix =
            MessageMix.TryParse(bodies)
            ?? throw new UsageException(
                $"--bodies is '{bodies}' but must be sizes in bytes with weights from 1 to 1000, for instance 2048:70,16384:30, "
                    + $"each size once"
            );
        return mix.LargestBytes <= plan.Options.MaxBodySize
            ? new(plan, GuestName.Resolve(parse.GetValue(_guest)!), goal, mix, parse.GetValue(_seed), time, parse.GetValue(_allowState))
            : throw new UsageException($"--bodies has a body of {mix.LargestBytes} bytes but MaxBodySize is {plan.Options.MaxBodySize}");
    }
}
