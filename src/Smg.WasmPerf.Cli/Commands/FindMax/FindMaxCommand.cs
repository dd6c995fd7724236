using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Cli.Commands.FindMax;

/// <summary>The command <c>find-max</c>: its options, and how they become a plan.</summary>
/// <param name="common">Options that other commands have too.</param>
internal sealed class FindMaxCommand(CommonOptions common)
{
    private readonly Option<TimeSpan?> _maxP99 = Required(
        UnitOptions.Time("--max-p99", "The longest 99th percentile of the response time that passes.", CommonOptions.ThresholdRange)
    );
    private readonly Option<double?> _maxFailed = UnitOptions.Percent(
        "--max-failed",
        "The largest share of failed requests that passes.",
        new(0, 99.9, 1)
    );
    private readonly Option<string> _guest = new("--guest")
    {
        Description = "The built-in guest that is called; the last part of its name is enough.",
        DefaultValueFactory = _ => "auth",
        HelpName = "NAME",
    };
    private readonly Option<TimeSpan?> _step = UnitOptions.Time(
        "--step-seconds",
        "How long each level is measured, after a second of warm-up.",
        new(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), TimeSpan.FromSeconds(1), "4s or 1m") { Default = TimeSpan.FromSeconds(4) }
    );
    private readonly Option<int?> _from = UnitOptions.Rate("--from", "The first and lowest rate, arrivals per second.", 250);
    private readonly Option<int?> _to = UnitOptions.Rate("--to", "The highest rate to try, arrivals per second.", 1_000_000);
    private readonly Option<double?> _precision = UnitOptions.Percent(
        "--precision",
        "Largest gap between the maximum and the lowest rate that misses, in percent.",
        new(0.1, 100, 5)
    );

    /// <summary>Builds the command.</summary>
    /// <param name="services">The services that carry out the plan.</param>
    public Command Build(RunServices services) =>
        new Command(
            "find-max",
            "Finds the highest arrival rate whose p99 response time and failures stay within an objective: doubles the rate, "
                + "bisects, and repeats the maximum. Exits with 0 when it is found, 1 when even the lowest rate misses, 4 when the "
                + "generator was too slow or the machine too busy, or --to was reached, before the objective broke."
        )
        {
            _maxP99,
            _maxFailed,
            _guest,
            _step,
            _from,
            _to,
            _precision,
        }
            .Taking([
                common.Out,
                common.Overwrite,
                common.Assignments,
                common.OptionsFile,
                common.Module,
                common.Attach,
                common.Body,
                common.MaxLateness,
                .. common.Watch.Measuring,
            ])
            .Running(
                (parse, cancellationToken) =>
                    new FindMaxHandler(services.Console, services.Sessions).RunAsync(Plan(parse), cancellationToken)
            );

    /// <summary>Reads a plan.</summary>
    /// <param name="parse">The command line.</param>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public FindMaxPlan Plan(ParseResult parse)
    {
        RunPlan plan = common.CheckedPlan(parse);
        int from = parse.GetValue(_from)!.Value;
        int to = parse.GetValue(_to)!.Value;
        if (to < from)
        {
            throw new UsageException(
                FormattableString.Invariant($"--to is {to} but --from is {from}: the highest rate cannot be below the lowest")
            );
        }

        if (plan.ModulePath is not null && parse.IsGiven(_guest))
        {
            throw new UsageException("--guest and --module cannot be combined: one guest is called");
        }

        return new(
            plan,
            GuestName.Resolve(parse.GetValue(_guest)!),
            parse.GetValue(_maxP99)!.Value,
            parse.GetValue(_maxFailed)!.Value,
            parse.GetValue(_step)!.Value,
            new RateSearchOptions
            {
                From = from,
                To = to,
                Precision = parse.GetValue(_precision)!.Value / 100,
            }
        );
    }

    /// <summary>Marks an option as required: it then has no default.</summary>
    private static Option<TimeSpan?> Required(Option<TimeSpan?> option)
    {
        option.Required = true;
        option.DefaultValueFactory = null;
        return option;
    }
}
