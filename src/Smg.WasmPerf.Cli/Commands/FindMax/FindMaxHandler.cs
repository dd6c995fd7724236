using System.Globalization;
using Smg.Load.Running;
using Smg.Load.Scenarios;
using Smg.Load.Text;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Load;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Load;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Cli.Commands.FindMax;

/// <summary>Looks for the highest arrival rate under an objective.</summary>
/// <param name="console">Where progress and results are shown.</param>
/// <param name="sessions">Begins the session of the run.</param>
/// <param name="level">Measures one level; the steady load when null.</param>
internal sealed class FindMaxHandler(
    RunConsole console,
    RunSessions sessions,
    Func<LoadSettings, IProgress<LoadProgress>, CancellationToken, Task<LoadResult>>? level = null
)
{
    private const string Scenario = "find-max";

    private readonly Func<LoadSettings, IProgress<LoadProgress>, CancellationToken, Task<LoadResult>> _level = level ?? MeasureAsync;

    public async Task<int> RunAsync(FindMaxPlan plan, CancellationToken cancellationToken)
    {
        WatchOptions.ThrowIfUnavailable(plan.Run);
        LoadSettings settings = plan.Run.ToLoadSettings(plan.Step);
        WasmModule module = settings.Module ?? GuestLibrary.Load(plan.Guest);
        RunSession session = sessions.Begin(plan.Run);
        console.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"find-max  {module.Name}, body of {plan.Run.BodyBytes:N0} bytes: p99 at most "
                    + $"{Quantity.Time(plan.MaxP99.TotalMicroseconds)}, at most {plan.MaxFailedPercent:0.##} % failed, levels of "
                    + $"{plan.Step.TotalSeconds:0.#} s"
            )
        );

        settings = settings with
        {
            Module = module,
            Thresholds = [Threshold.MaxP99(plan.MaxP99), Threshold.MaxFailShare(plan.MaxFailedPercent / 100)],
        };
        List<LoadResult> rows = [];
        LoadProgressView progress = new(console);
        async Task<RateVerdict> MeasureLevelAsync(int rate, string purpose, CancellationToken token)
        {
            progress.Begin(string.Create(CultureInfo.InvariantCulture, $"find-max  {purpose} {rate:N0}/s"));
            LoadResult row = await _level(settings with { Rate = rate }, progress, token).ConfigureAwait(false);
            int run = rows.Count(one => one.Parameters["rate"] == row.Parameters["rate"]) + 1;
            row = row with { Scenario = Scenario, Configuration = row.Configuration + (run > 1 ? $", run {run}" : "") };
            rows.Add(row);
            session.Keep(results => results with { Load = [.. results.Load, row] });
            RateVerdict verdict = Judge(row);
            console.Line(string.Create(CultureInfo.InvariantCulture, $"  {purpose, -8} {rate, 9:N0}/s  {Level(verdict, row)}"));
            return verdict;
        }

        RateSearchOutcome outcome = await new RateSearch(plan.Search, MeasureLevelAsync).RunAsync(cancellationToken).ConfigureAwait(false);
        FindMaxResult result = Result(plan, module.Name, outcome, rows);
        session.Keep(results => results with { FindMax = result });
        session.Complete();
        console.Line("");
        console.Line(Describe(outcome, rows));
        session.ShowFiles();
        return outcome.IsFound ? ExitCode.Passed
            : outcome.IsMissed ? ExitCode.GateFailed
            : ExitCode.Undecided;
    }

    private static async Task<LoadResult> MeasureAsync(
        LoadSettings settings,
        IProgress<LoadProgress> progress,
        CancellationToken cancellationToken
    ) => (await new SteadyState().RunAsync(settings, progress, cancellationToken).ConfigureAwait(false))[0];

    private static RateVerdict Judge(LoadResult row) =>
        row.GeneratorLimited ? RateVerdict.GeneratorLimited
        : row.BrokenThreshold is not null ? RateVerdict.Missed
        : RateVerdict.Passed;

    private static string Level(RateVerdict verdict, LoadResult row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Word(verdict), -26} p99 {Quantity.Time(row.ResponseTime.P99Us)}, {FailedPercent(row):0.##} % failed"
                + $"{(verdict == RateVerdict.GeneratorLimited ? $": {row.GeneratorLimitedReason}" : "")}"
        );

    private static string Word(RateVerdict verdict) =>
        verdict switch
        {
            RateVerdict.Passed => "✔ passed",
            RateVerdict.Missed => "✘ missed",
            _ => "? arrivals late",
        };

    private static double FailedPercent(LoadResult row) =>
        row.OkCount + row.FailCount == 0 ? 0 : 100.0 * row.FailCount / (row.OkCount + row.FailCount);

    private static FindMaxResult Result(FindMaxPlan plan, string guest, RateSearchOutcome outcome, List<LoadResult> rows) =>
        new()
        {
            Guest = guest,
            MaxP99Ms = plan.MaxP99.TotalMilliseconds,
            MaxFailedPercent = plan.MaxFailedPercent,
            StepSeconds = plan.Step.TotalSeconds,
            Verdict = outcome.IsFound
                ? "Found"
                : outcome.Limit switch
                {
                    RateVerdict.Missed => "Missed",
                    RateVerdict.GeneratorLimited => "GeneratorLimited",
                    _ => "Unbroken",
                },
            MaximumRate = outcome.Maximum,
            NextBelow = outcome.Below,
            NextAbove = outcome.Above,
            Levels =
            [
                .. outcome.Levels.Zip(
                    rows,
                    (level, row) =>
                        new FindMaxLevel(level.Rate, level.Purpose, level.Verdict.ToString(), row.ResponseTime.P99Us, FailedPercent(row))
                ),
            ],
        };

    /// <summary>
    /// The outcome in a line. What limited it is the target, where a level missed; the generator, where most arrivals of the last level
    /// were late; else the machine.
    /// </summary>
    internal static string Describe(RateSearchOutcome outcome, IReadOnlyList<LoadResult> rows)
    {
        string above = string.Create(CultureInfo.InvariantCulture, $"{outcome.Above:N0}/s");
        LoadResult? late = rows.LastOrDefault(row =>
            row.GeneratorLimited && row.Parameters["rate"] == outcome.Above?.ToString(CultureInfo.InvariantCulture)
        );
        string lateness = late?.DispatchLateness is { } known ? $"p99 lateness {Quantity.Time(known.P99Us)}" : "arrivals were not started";
        bool isGenerator = late is { DispatchLateness: { } one, AllowedLatenessUs: { } allowed } && one.P50Us > allowed;
        return (outcome.Maximum, outcome.Limit) switch
        {
            ({ } rate, RateVerdict.Missed) => string.Create(
                CultureInfo.InvariantCulture,
                $"maximum  {rate:N0}/s, passed twice; below it "
                    + $"{(outcome.Below is { } below ? $"{below:N0}/s passed" : "no rate was measured")}, above it the target was too "
                    + $"slow: {above} missed"
            ),
            ({ } rate, RateVerdict.GeneratorLimited) when isGenerator => string.Create(
                CultureInfo.InvariantCulture,
                $"undecided: at least {rate:N0}/s. The generator was too slow for {above} ({lateness}), before the target broke "
                    + $"the objective: generate from several machines (load --shard)"
            ),
            ({ } rate, RateVerdict.GeneratorLimited) => string.Create(
                CultureInfo.InvariantCulture,
                $"undecided: at least {rate:N0}/s. The machine was too busy to keep {above} on time ({lateness}). Wait until it "
                    + $"is quiet, or allow --max-lateness"
            ),
            ({ } rate, _) => string.Create(
                CultureInfo.InvariantCulture,
                $"undecided: at least {rate:N0}/s, the highest rate that was allowed: raise --to"
            ),
            (null, RateVerdict.Missed) => $"missed: the target was too slow at {above}, the lowest rate: lower --from, or raise --max-p99",
            _ when isGenerator =>
                $"undecided: the generator was too slow for {above}, the lowest rate ({lateness}): lower --from, or generate "
                    + $"from several machines (load --shard)",
            _ => $"undecided: the machine was too busy to keep {above} on time ({lateness}). Wait until it is quiet, or allow "
                + $"--max-lateness {AllowanceFor(late)}",
        };
    }

    /// <summary>A limit that the measured lateness would have kept, rounded up to whole milliseconds.</summary>
    private static string AllowanceFor(LoadResult? late) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(5, Math.Ceiling((late?.DispatchLateness?.P99Us ?? 0) / 1_000))}ms");
}
