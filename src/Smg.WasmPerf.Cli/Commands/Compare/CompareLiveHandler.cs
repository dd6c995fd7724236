using System.Globalization;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Scenarios;
using Smg.WasmPerf.Scenarios.Load;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>Measures two option sets of the runtime against each other, with A against a second A as control.</summary>
internal sealed class CompareLiveHandler(RunConsole console, RunSessions sessions)
{
    public int Run(CompareLivePlan plan, CancellationToken cancellationToken)
    {
        WasmModule module = plan.Run.ReadModule() ?? GuestLibrary.Load(plan.Guest);
        Target target = new(module, plan.Run.AttachPoint, SampleMessages.At(plan.Run.AttachPoint, plan.Run.BodyBytes));
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"{module.Name}, {plan.Run.AttachPoint}, body of {plan.Run.BodyBytes:N0} bytes, one caller"
        );
        RunSession session = sessions.Begin(plan.Run);
        console.Line($"compare  {name}, at most {plan.TimeBudget.TotalSeconds:F0} s");
        console.Line($"A  {Text(plan.SetA)}");
        console.Line($"B  {Text(plan.SetB)}");

        CompareRound round = new((plan.OptionsA, plan.OptionsB), target, seed: 1);
        LiveComparison comparison = new(new LiveComparisonOptions { Effect = plan.Effect, TimeBudget = plan.TimeBudget });
        Estimate estimate = comparison.Run(
            round.Prepare,
            now =>
            {
                console.Update(State(now, plan.TimeBudget));

                // The interval holds where it is looked at as planned; a comparison that is cut off has no verdict.
                ComparisonResult soFar = now.ToResult(name, plan.SetA, plan.SetB) with
                {
                    Verdict = ComparisonVerdict.Undecided,
                };
                session.Keep(results => results with { Comparisons = [soFar] });
            },
            cancellationToken
        );
        ComparisonResult result = estimate.ToResult(name, plan.SetA, plan.SetB);
        session.Keep(results => results with { Comparisons = [result] });
        session.Complete();
        console.Line("");
        console.Line(ComparisonTable.Render(LiveRows.Of(result)));
        console.Line(
            string.Create(CultureInfo.InvariantCulture, $"{Describe(estimate)}; smallest effect of interest {plan.Effect * 100:0.##} %")
        );
        if (EstimateText.TooFewRounds(estimate) is { } advice)
        {
            console.Line(advice);
        }

        session.ShowFiles();
        return estimate.Verdict switch
        {
            ComparisonVerdict.Slower => ExitCode.GateFailed,
            ComparisonVerdict.Undecided => ExitCode.Undecided,
            _ => ExitCode.Passed,
        };
    }

    private static string Text(IReadOnlyList<string> settings) => settings.Count == 0 ? "the common options" : string.Join(", ", settings);

    private static LiveState State(Estimate now, TimeSpan budget) =>
        new(Describe(now))
        {
            Title = "compare",
            Done = now.Elapsed / budget,
            Left = budget - now.Elapsed,
            Rows =
            [
                new LiveRow(
                    (">rounds", $"{now.Ratio.Samples}"),
                    (">pairs", $"{now.Pairs}"),
                    (">B/A", EstimateText.Ratio(now)),
                    (">95 % interval", EstimateText.Interval(now)),
                    (">noise floor", EstimateText.Noise(now))
                ),
            ],
        };

    private static string Describe(Estimate now) =>
        $"{EstimateText.Seconds(now.Elapsed)}: {now.Ratio.Samples} rounds, {now.Pairs} pairs, B/A {EstimateText.Ratio(now)} "
        + $"{EstimateText.Interval(now)}, noise floor {EstimateText.Noise(now)}";
}
