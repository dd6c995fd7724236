using Smg.WasmPerf.Comparison;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli;

/// <summary>
/// Compares two commits on this machine: each is checked out and built beside this tree, and their gates take turns, the first in each round drawn at random.
/// A row's interval holds those of all rounds.
/// </summary>
internal sealed class CompareCommits(Status status)
{
    /// <summary>Measures both and compares.</summary>
    public int Run(CompareCommitsPlan plan, CancellationToken cancellationToken)
    {
        OutputFolder.Prepare(plan.OutFolder);
        using CommitCheckout a = CommitCheckout.Of(plan.A);
        using CommitCheckout b = CommitCheckout.Of(plan.B);
        status.Line($"A  {plan.A}: {a.Commit}");
        status.Line($"B  {plan.B}: {b.Commit}");
        (CommitCheckout Side, string Name, List<RunResults> Results)[] sides = [(a, "a", []), (b, "b", [])];
        Random random = new(1);
        for (int round = 1; round <= plan.Rounds; round++)
        {
            random.Shuffle(sides);
            foreach ((CommitCheckout side, string name, List<RunResults> results) in sides)
            {
                cancellationToken.ThrowIfCancellationRequested();
                status.Line($"round {round}/{plan.Rounds}: the gates of {name.ToUpperInvariant()}");
                string folder = Path.Combine(plan.OutFolder, $"{name}-{round}");
                side.RunGates(plan.Filter, folder);
                results.Add(ResultsFile.Read(Path.Combine(folder, ResultsFile.FileName)));
            }
        }

        foreach ((_, string name, List<RunResults> results) in sides)
        {
            ResultsFile.Write(Path.Combine(plan.OutFolder, $"{name}.json"), RepeatedRuns.Merge(results));
        }

        // Options that only one of the commits has are no reason not to compare them: they are told.
        return CompareFiles.Run(
            new CompareFilesPlan(Path.Combine(plan.OutFolder, "a.json"), Path.Combine(plan.OutFolder, "b.json"), plan.Effect, Force: true, plan.Strict, plan.Markdown), Console.Out);
    }
}
