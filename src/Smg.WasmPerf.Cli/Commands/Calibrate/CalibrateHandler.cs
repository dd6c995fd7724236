using System.Globalization;
using Smg.Load.Scenarios;
using Smg.Wasm.Contract;
using Smg.Wasm.Options;
using Smg.WasmPerf.Calibration;
using Smg.WasmPerf.Cli.Commands.Compare;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Load;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Cli.Commands.Calibrate;

/// <summary>Measures the lab itself with things whose right answer is known.</summary>
internal sealed class CalibrateHandler(RunConsole console, RunSessions sessions)
{
    private const int ArrivalRate = 20_000;
    private const int BodyBytes = 2048;
    private const double FivePercent = 0.05;
    private const double MostNoiseToTrust = 3;

    private static readonly TimeSpan LongestComparison = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ArrivalDuration = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(CalibratePlan plan, CancellationToken cancellationToken)
    {
        RunSession session = sessions.Begin(plan.Run, $"{Invocation.Name} calibrate --out {plan.Run.OutFolder}");
        // The mark of a folder that a calibration may continue in.
        await File.AppendAllTextAsync(Path.Combine(plan.Run.OutFolder, TrialFile.FileName), "", cancellationToken).ConfigureAwait(false);
        if (plan.Parts.Contains(CalibratePart.Arrivals))
        {
            Keep(session, await MeasureEngineAsync(cancellationToken).ConfigureAwait(false));
        }

        if (plan.Parts.Contains(CalibratePart.Stall))
        {
            console.Line("stall      100 ms at 1,000 arrivals a second");
            Keep(session, CalibrationGates.Stall(await StallExperiment.RunAsync(cancellationToken).ConfigureAwait(false)));
        }

        Keep(session, Compare(plan, cancellationToken));
        session.Complete();
        IReadOnlyList<GateResult> gates = session.Results.Gates;
        console.Line("");
        console.Line(VerdictTable.Render(gates));
        foreach (GateResult gate in gates)
        {
            console.Line($"{gate.Name}: {gate.Description}.");
        }

        session.ShowFiles();
        return gates.Any(gate => gate.Verdict == GateVerdict.Failed) ? ExitCode.GateFailed
            : gates.Any(gate => gate.Verdict == GateVerdict.Undecided) ? ExitCode.Undecided
            : ExitCode.Passed;
    }

    private static void Keep(RunSession session, params GateResult[] gates) =>
        session.Keep(results => results with { Gates = [.. results.Gates, .. gates] });

    private async Task<GateResult[]> MeasureEngineAsync(CancellationToken cancellationToken)
    {
        console.Line(
            $"arrivals   {ArrivalRate.ToString("N0", CultureInfo.InvariantCulture)} a second, uniform, then Poisson; then empty iterations"
        );
        return
        [
            CalibrationGates.Arrivals(
                "uniform",
                ArrivalRate,
                await EngineCapability
                    .MeasureArrivalsAsync(ArrivalRate, ArrivalDuration, Arrivals.Uniform, cancellationToken)
                    .ConfigureAwait(false)
            ),
            CalibrationGates.Arrivals(
                "poisson",
                ArrivalRate,
                await EngineCapability
                    .MeasureArrivalsAsync(ArrivalRate, ArrivalDuration, Arrivals.Poisson(1), cancellationToken)
                    .ConfigureAwait(false)
            ),
            CalibrationGates.Iterations(
                await EngineCapability.MeasureIterationsAsync(ArrivalDuration, cancellationToken).ConfigureAwait(false)
            ),
        ];
    }

    /// <summary>Runs the comparisons that are still missing, the kinds in turn, so that a change of the machine meets both.</summary>
    private GateResult[] Compare(CalibratePlan plan, CancellationToken cancellationToken)
    {
        CalibrationKind[] kinds = [.. Kinds(plan)];
        if (kinds.Length == 0)
        {
            return [];
        }

        TrialFile file = new(Path.Combine(plan.Run.OutFolder, TrialFile.FileName));
        List<CalibrationTrial> trials = [.. file.Read().Where(trial => trial.Number <= plan.Comparisons && kinds.Contains(trial.Kind))];
        if (trials.Count > 0)
        {
            console.Line($"continues  after {trials.Count} comparisons kept in {file.Path}");
        }

        Target target = new(GuestLibrary.Load("minimal"), AttachPoint.OnRequest, SampleMessages.Request(BodyBytes));
        (int Number, CalibrationKind Kind)[] missing =
        [
            .. Enumerable
                .Range(1, plan.Comparisons)
                .SelectMany(number => kinds.Select(kind => (number, kind)))
                .Where(next => !trials.Any(trial => (trial.Number, trial.Kind) == next)),
        ];
        RunTrials(
            missing,
            next =>
            {
                CalibrationTrial trial = RunTrial(plan.Run.Options, next, target, cancellationToken);
                file.Append(trial);
                trials.Add(trial);
                return trials;
            },
            cancellationToken
        );
        WarnOfNoise(trials);
        return
        [
            .. kinds.Select(kind =>
                kind == CalibrationKind.SameThing
                    ? CalibrationGates.FalseAlarms(Of(trials, kind))
                    : CalibrationGates.Found(Of(trials, kind))
            ),
        ];
    }

    /// <summary>Runs trials in order, and shows how far they are.</summary>
    private void RunTrials(
        (int Number, CalibrationKind Kind)[] missing,
        Func<(int Number, CalibrationKind Kind), List<CalibrationTrial>> run,
        CancellationToken cancellationToken
    )
    {
        int done = 0;
        Experiment experiment = new();
        experiment.Run(
            missing,
            next =>
            {
                List<CalibrationTrial> trials = run(next);
                done++;
                TimeSpan left = experiment.Elapsed / done * (missing.Length - done);
                console.Update(
                    new LiveState(Describe(trials, left))
                    {
                        Title = $"calibrate  {done}/{missing.Length} comparisons",
                        Done = (double)done / missing.Length,
                        Left = left,
                        Rows = Rows(trials),
                    }
                );
            },
            cancellationToken: cancellationToken
        );
    }

    private static CalibrationTrial RunTrial(
        WasmRuntimeOptions options,
        (int Number, CalibrationKind Kind) trial,
        Target target,
        CancellationToken cancellationToken
    )
    {
        int seed = (trial.Number * 2) + (int)trial.Kind;
        CompareRound round = new((options, options), target, seed)
        {
            MoreWork = trial.Kind == CalibrationKind.FivePercentMore ? FivePercent : 0,
        };
        LiveComparison comparison = new(new LiveComparisonOptions { TimeBudget = LongestComparison, Seed = seed });
        Estimate estimate = comparison.Run(round.Prepare, cancellationToken: cancellationToken);
        return new CalibrationTrial(
            trial.Kind,
            trial.Number,
            estimate.Verdict,
            estimate.Ratio.Median,
            estimate.Ratio.Low,
            estimate.Ratio.High,
            estimate.NoiseFloor * 100,
            estimate.Elapsed.TotalSeconds
        );
    }

    private static IEnumerable<CalibrationKind> Kinds(CalibratePlan plan)
    {
        if (plan.Parts.Contains(CalibratePart.Aa))
        {
            yield return CalibrationKind.SameThing;
        }

        if (plan.Parts.Contains(CalibratePart.Slowdown))
        {
            yield return CalibrationKind.FivePercentMore;
        }
    }

    private static CalibrationTrial[] Of(IEnumerable<CalibrationTrial> trials, CalibrationKind kind) =>
        [.. trials.Where(trial => trial.Kind == kind)];

    private static LiveRow[] Rows(List<CalibrationTrial> trials)
    {
        CalibrationTrial[] same = Of(trials, CalibrationKind.SameThing);
        CalibrationTrial[] more = Of(trials, CalibrationKind.FivePercentMore);
        return [Row("identical sides", same, "called different", FalseAlarms(same)), Row("5 % more work", more, "found", Found(more))];

        static LiveRow Row(string what, CalibrationTrial[] trials, string meaning, int count) =>
            new(("compared", what), (">comparisons", $"{trials.Length}"), ("meaning", meaning), (">count", $"{count}"));
    }

    private static int FalseAlarms(CalibrationTrial[] trials) =>
        trials.Count(trial => trial.Verdict is ComparisonVerdict.Faster or ComparisonVerdict.Slower);

    private static int Found(CalibrationTrial[] trials) => trials.Count(trial => trial.Verdict == ComparisonVerdict.Slower);

    private static string Describe(List<CalibrationTrial> trials, TimeSpan left)
    {
        CalibrationTrial[] same = Of(trials, CalibrationKind.SameThing);
        CalibrationTrial[] more = Of(trials, CalibrationKind.FivePercentMore);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"identical sides called different: {FalseAlarms(same)} of {same.Length}; slowdowns of 5 % found: {Found(more)} of "
                + $"{more.Length}; {left.TotalMinutes:F1} min left"
        );
    }

    private void WarnOfNoise(List<CalibrationTrial> trials)
    {
        double[] floors = [.. trials.Select(trial => trial.NoiseFloorPercent).Order()];
        double median = floors[floors.Length / 2];
        if (median > MostNoiseToTrust)
        {
            console.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the noise floor's median was {median:F1} %: this machine was too busy to see 5 %; calibrate again when "
                        + $"nothing else runs"
                )
            );
        }
    }
}
