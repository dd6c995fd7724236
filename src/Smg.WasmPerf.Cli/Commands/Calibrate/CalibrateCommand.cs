using System.CommandLine;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;

namespace Smg.WasmPerf.Cli.Commands.Calibrate;

/// <summary>The command <c>calibrate</c>: its options, and how they become a plan.</summary>
/// <param name="common">Options that other commands have too.</param>
internal sealed class CalibrateCommand(CommonOptions common)
{
    private const int DefaultComparisons = 100;
    private const int MaxComparisons = 10_000;

    private readonly Option<int> _comparisons = UnitOptions.Whole(
        "--comparisons",
        "Comparisons of each kind. Fewer than 50 leave the verdict undecided.",
        new(1, MaxComparisons, DefaultComparisons)
    );

    private static readonly Dictionary<string, CalibratePart> Parts = Enum.GetValues<CalibratePart>()
        .ToDictionary(part => part.ToString().ToLowerInvariant());

    private readonly Option<string[]> _only = new("--only")
    {
        Description = "Only these parts: aa, slowdown, stall, arrivals.",
        HelpName = "PART",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Builds the command.</summary>
    /// <param name="services">The services that carry out the plan.</param>
    public Command Build(RunServices services) =>
        new Command(
            "calibrate",
            "Measures the lab itself: how often a comparison finds a difference between identical sides or misses one of 5 %, "
                + "whether a stall raises the p99 as theory predicts, and how late arrivals start. Takes about 10 minutes; with "
                + "the same --out, an interrupted calibration continues."
        )
        {
            _comparisons,
            _only,
            common.Out,
            common.Overwrite,
            common.Assignments,
            common.OptionsFile,
        }.Running(
            (parse, cancellationToken) => new CalibrateHandler(services.Console, services.Sessions).RunAsync(Plan(parse), cancellationToken)
        );

    /// <summary>Reads a plan.</summary>
    /// <param name="parse">The command line.</param>
    /// <exception cref="UsageException">The command line is wrong.</exception>
    public CalibratePlan Plan(ParseResult parse)
    {
        int comparisons = parse.GetValue(_comparisons);
        string[] only = parse.GetValue(_only) is { Length: > 0 } names ? names : [.. Parts.Keys];
        return only.FirstOrDefault(name => !Parts.ContainsKey(name)) is { } unknown
            ? throw new UsageException($"--only is '{unknown}' but must be {string.Join(", ", Parts.Keys)}")
            : new(common.Plan(parse), comparisons, only.Select(name => Parts[name]).ToHashSet());
    }
}
