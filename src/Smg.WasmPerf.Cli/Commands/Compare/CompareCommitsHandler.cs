using Smg.Wasm.Options;
using Smg.WasmPerf.CallTimer;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>
/// Compares two commits on this machine. Each is checked out beside this tree, and the call timer of this tree is built with its runtime;
/// the two runtimes are then called in turn, a few milliseconds each, in processes that live side by side. On request their gates take
/// turns too.
/// </summary>
internal sealed class CompareCommitsHandler(RunServices services)
{
    private const int PairsPerRound = 16;

    /// <summary>Measures both and compares.</summary>
    public int Run(CompareCommitsPlan plan, CancellationToken cancellationToken)
    {
        Repository.ThrowIfAbsent($"compare --commits {plan.A} {plan.B}", "builds two commits");
        IReadOnlyList<TimedCall> calls = CommitCalls.Select(plan.Filter);
        RunSession session = services.Sessions.Begin(
            plan.OutFolder,
            RunSessions.Probe(plan.Command, OptionsCatalogue.Describe(new WasmRuntimeOptions()))
        );
        using CommitCheckout a = CommitCheckout.Of(plan.A, cancellationToken);
        using CommitCheckout b = CommitCheckout.Of(plan.B, cancellationToken);
        services.Console.Line($"A  {plan.A}: {a.Commit}");
        services.Console.Line($"B  {plan.B}: {b.Commit}");
        RunComparison comparison = new()
        {
            Effect = plan.Effect,
            Rows = [],
            OnlyA = [],
            OnlyB = [],
            Differences = new([], [$"commit is {a.Commit[..12]} in A and {b.Commit[..12]} in B"]),
        };
        if (calls.Count > 0)
        {
            comparison = comparison with { Rows = [.. Compare(plan, a, b, calls, session, cancellationToken).Select(LiveRows.Row)] };
        }

        if (plan.Rounds > 0)
        {
            comparison = CompareGates(plan, a, b, comparison, cancellationToken);
        }

        session.Complete();
        CompareFilesHandler.Show(
            comparison,
            new ComparedNames($"{plan.A} ({a.Commit[..12]})", $"{plan.B} ({b.Commit[..12]})"),
            plan.Markdown,
            services.Output
        );
        session.ShowFiles();
        return CompareFilesHandler.Judge(comparison, plan.Strict);
    }

    private ComparisonResult[] Compare(
        CompareCommitsPlan plan,
        CommitCheckout a,
        CommitCheckout b,
        IReadOnlyList<TimedCall> calls,
        RunSession session,
        CancellationToken cancellationToken
    )
    {
        services.Console.Line($"building A  {a.Commit[..12]}: its runtime, and the call timer with it");
        string assemblyA = a.BuildCallTimer(cancellationToken);
        string assemblyB = assemblyA;
        if (a.Commit == b.Commit)
        {
            services.Console.Line("building B  is the same commit: both sides run the same build");
        }
        else
        {
            services.Console.Line($"building B  {b.Commit[..12]}: its runtime, and the call timer with it");
            assemblyB = b.BuildCallTimer(cancellationToken);
        }

        services.Console.Line($"calling  {calls.Count} kinds of calls, interleaved, at most {EstimateText.Seconds(plan.TimeBudget)}");
        ComparisonResult[] Results(IReadOnlyList<Estimate> estimates) =>
            [
                .. estimates.Select(
                    (estimate, i) => estimate.ToResult(calls[i].Name, [$"commit={a.Commit[..12]}"], [$"commit={b.Commit[..12]}"])
                ),
            ];

        CommitRound round = new(assemblyA, assemblyB, calls, cancellationToken);
        LiveComparison comparison = new(
            new LiveComparisonOptions
            {
                Effect = plan.Effect,
                TimeBudget = plan.TimeBudget,
                PairsPerRound = PairsPerRound,
            }
        );
        IReadOnlyList<Estimate> estimates = comparison.Run(
            calls.Count,
            round.Prepare,
            now =>
            {
                // The interval holds where it is looked at as planned; a comparison that is cut off has no verdict.
                ComparisonResult[] soFar = [.. Results(now).Select(result => result with { Verdict = ComparisonVerdict.Undecided })];
                session.Keep(results => results with { Comparisons = soFar });
                services.Console.Update(State(calls, now, plan.TimeBudget));
            },
            cancellationToken
        );
        ComparisonResult[] all = Results(estimates);
        session.Keep(results => results with { Comparisons = all });
        return all;
    }

    private RunComparison CompareGates(
        CompareCommitsPlan plan,
        CommitCheckout a,
        CommitCheckout b,
        RunComparison comparison,
        CancellationToken cancellationToken
    )
    {
        (CommitCheckout Side, string Name, List<RunResults> Runs)[] sides = [(a, "a", []), (b, "b", [])];
        int round = 0;
        new Experiment().Run(
            Schedules.Rounds(new Random(1), sides.Length, plan.Rounds),
            turns =>
            {
                round++;
                foreach ((CommitCheckout side, string name, List<RunResults> runs) in turns.Select(turn => sides[turn]))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    services.Console.Line($"round {round}/{plan.Rounds}: the gates of {name.ToUpperInvariant()}");
                    string folder = Path.Combine(plan.OutFolder, $"{name}-{round}");
                    side.RunGates(plan.Filter, folder, cancellationToken);
                    runs.Add(ResultsFile.Read(Path.Combine(folder, ResultsFile.FileName)));
                }
            },
            cancellationToken: cancellationToken
        );
        foreach ((_, string name, List<RunResults> runs) in sides)
        {
            ResultsFile.Write(Path.Combine(plan.OutFolder, $"{name}.json"), RepeatedRuns.Merge(runs));
        }

        RunComparison gates = RunComparison.Of(RepeatedRuns.Merge(sides[0].Runs), RepeatedRuns.Merge(sides[1].Runs), plan.Effect);
        return gates with { Rows = [.. comparison.Rows, .. gates.Rows], Differences = comparison.Differences };
    }

    private static LiveState State(IReadOnlyList<TimedCall> calls, IReadOnlyList<Estimate> now, TimeSpan budget)
    {
        TimeSpan elapsed = now.Max(estimate => estimate.Elapsed);
        int decided = now.Count(estimate => estimate.Verdict != ComparisonVerdict.Undecided);
        return new(
            $"{EstimateText.Seconds(elapsed)}: {now.Max(estimate => estimate.Ratio.Samples)} rounds, {decided} of {now.Count} decided; "
                + $"{calls[0].Name}: B/A {EstimateText.Ratio(now[0])} {EstimateText.Interval(now[0])}"
        )
        {
            Title = "compare",
            Done = elapsed / budget,
            Left = budget - elapsed,
            Rows =
            [
                .. now.Select(
                    (estimate, i) =>
                        new LiveRow(
                            ("call", calls[i].Name),
                            (">rounds", $"{estimate.Ratio.Samples}"),
                            (">B/A", EstimateText.Ratio(estimate)),
                            (">95 % interval", EstimateText.Interval(estimate)),
                            (">noise floor", EstimateText.Noise(estimate))
                        )
                ),
            ],
        };
    }
}
