using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Commands.Calibrate;

/// <summary>The command <c>calibrate</c>: its options, and how they become a plan.</summary>
/// <param name="common">Options that other commands have too.</param>
/// <param name="run">Makes a plan of the common options.</param>
internal sealed class CalibrateCommand(IReadOnlyList<Option> common, Func<ParseResult, RunPlan> run)
{
    private const int DefaultComparisons = 100;
    private const int MaxComparisons = 10_000;

    private readonly Option<int> _comparisons = UnitOptions.Whole("--comparisons", "Comparisons of each kind; fewer than 50 say nothing.", new(1, MaxComparisons, DefaultComparisons));

    private static readonly Dictionary<string, CalibratePart> Parts = Enum.GetValues<CalibratePart>().ToDictionary(part => part.ToString().ToLowerInvariant());

    private readonly Option<string[]> _only = new("--only")
    {
        Description = "Only these parts: aa, slowdown, stall, arrivals.",
        HelpName = "PART",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Builds the command.</summary>
    /// <param name="calibrate">Carries a plan out.</param>
    public Command Build(Func<CalibratePlan, CancellationToken, Task<int>> calibrate)
    {
        Command command = new(
            "calibrate",
            "Measures the lab itself: how often a comparison calls equals different or misses 5 %, whether a stall shows in p99 as it must, how punctual arrivals are. "
            + "About 10 minutes; cut off, it goes on where it was when --out names the same folder.")
        {
            _comparisons, _only,
        };
        foreach (Option option in common)
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellationToken) => calibrate(Plan(parse), cancellationToken));
        return command;
    }

    private CalibratePlan Plan(ParseResult parse)
    {
        int comparisons = parse.GetValue(_comparisons);
        string[] only = parse.GetValue(_only) is { Length: > 0 } names ? names : [.. Parts.Keys];
        return only.FirstOrDefault(name => !Parts.ContainsKey(name)) is { } unknown
            ? throw new UsageException($"--only is '{unknown}' but must be {string.Join(", ", Parts.Keys)}")
            : new(run(parse), comparisons, only.Select(name => Parts[name]).ToHashSet());
    }
}
