using System.CommandLine;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Cli;

/// <summary>The command <c>find-max</c>: its options, and how they become a plan.</summary>
/// <param name="common">Options that other commands have too.</param>
/// <param name="run">Makes a plan of the common options.</param>
internal sealed class FindMaxCommand(IReadOnlyList<Option> common, Func<ParseResult, RunPlan> run)
{
    private const int MaxRate = 10_000_000;

    private readonly Option<double> _maxP99 = new("--max-p99") { Description = "The longest 99th percentile of the response time that passes.", HelpName = "MILLISECONDS", Required = true };
    private readonly Option<double> _maxFailed = new("--max-failed") { Description = "The largest share of failed requests that passes.", DefaultValueFactory = _ => 1, HelpName = "PERCENT" };
    private readonly Option<string> _guest = new("--guest") { Description = "The built-in guest that is called; the last part of its name will do.", DefaultValueFactory = _ => "auth", HelpName = "NAME" };
    private readonly Option<double> _step = new("--step-seconds") { Description = "How long each level is measured, after a second of warm-up.", DefaultValueFactory = _ => 4, HelpName = "SECONDS" };
    private readonly Option<int> _from = new("--from") { Description = "The first and lowest rate, arrivals a second.", DefaultValueFactory = _ => 250, HelpName = "N" };
    private readonly Option<int> _to = new("--to") { Description = "The highest rate to try, arrivals a second.", DefaultValueFactory = _ => 1_000_000, HelpName = "N" };
    private readonly Option<double> _precision = new("--precision") { Description = "How near the maximum and the next rate above it must be.", DefaultValueFactory = _ => 5, HelpName = "PERCENT" };

    /// <summary>Builds the command.</summary>
    /// <param name="find">Searches.</param>
    public Command Build(Func<FindMaxPlan, CancellationToken, Task<int>> find)
    {
        Command command = new(
            "find-max",
            "Finds the highest arrival rate whose p99 response time and failures stay within an objective: doubles the rate, bisects, and repeats the maximum. "
            + "Ends with 0 when it is found, 1 when even the lowest rate misses, 4 when the generator was too slow or the machine too busy, or --to was reached, before the objective broke.")
        {
            _maxP99, _maxFailed, _guest, _step, _from, _to, _precision,
        };
        foreach (Option option in common)
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) => find(Plan(parse), cancellationToken));
        return command;
    }

    private FindMaxPlan Plan(ParseResult parse)
    {
        RunPlan plan = run(parse);
        double maxP99 = InRange(_maxP99.Name, parse.GetValue(_maxP99), 0.001, 600_000);
        double maxFailed = InRange(_maxFailed.Name, parse.GetValue(_maxFailed), 0, 99.9);
        double step = InRange(_step.Name, parse.GetValue(_step), 1, 3_600);
        double precision = InRange(_precision.Name, parse.GetValue(_precision), 0.1, 100);
        int from = (int)InRange(_from.Name, parse.GetValue(_from), 1, MaxRate);
        int to = (int)InRange(_to.Name, parse.GetValue(_to), from, MaxRate);
        if (plan.ModulePath is not null && parse.GetResult(_guest) is { Implicit: false })
        {
            throw new UsageException("--guest and --module exclude each other: one guest is called");
        }

        return new(
            plan,
            GuestName.Resolve(parse.GetValue(_guest)!),
            TimeSpan.FromMilliseconds(maxP99),
            maxFailed,
            TimeSpan.FromSeconds(step),
            new RateSearchOptions { From = from, To = to, Precision = precision / 100 });
    }

    private static double InRange(string name, double value, double low, double high) => value >= low && value <= high
        ? value
        : throw new UsageException(FormattableString.Invariant($"{name} is {value} but must be {low} to {high}"));
}
