using System.Diagnostics;
using Smg.WasmPerf.Benchmarks.Gates;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli;

/// <summary>Runs the gates.</summary>
internal static class GateStage
{
    /// <summary>Time for the pairs of one gate. Few need it all: the gate command may take 90 s.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan ThoroughBudget = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<IGate> Select(RunPlan plan) => [.. GateCatalogue.All.Where(gate => NameFilter.Matches(plan.Filter, gate.Name))];

    public static IReadOnlyList<GateResult> Run(RunPlan plan, Status status, Action<GateResult> keep, CancellationToken cancellationToken)
    {
        IReadOnlyList<IGate> gates = Select(plan);
        List<GateResult> results = [];
        int number = 0;
        Stopwatch watch = Stopwatch.StartNew();
        foreach (IGate gate in gates)
        {
            number++;
            status.Line($"gate {number}/{gates.Count}  {gate.Name}: {gate.Description}");
            if (gate.CannotRun is { } reason)
            {
                status.Line($"    not run: {reason}");
                continue;
            }

            TimeSpan budget = plan.Thorough ? ThoroughBudget : Budget;
            TimeSpan began = watch.Elapsed;
            string title = $"gate {number}/{gates.Count}  {gate.Name}";
            double before = (double)(number - 1) / gates.Count;
            GateContext context = new(plan.Options, budget, text =>
            {
                double done = before + (Math.Min(1, (watch.Elapsed - began) / budget) / gates.Count);
                status.Update(new LiveState(text) { Title = title, Done = done, Left = Eta.Of(watch.Elapsed, done), Rows = [new LiveRow(("so far", text))] });
            });
            GateResult result = gate.Run(context, cancellationToken);
            status.Line($"    {result.Verdict.ToString().ToLowerInvariant()}: {Quantity.WithUnit(result.Value, result.Unit)} {Quantity.Interval(result)}, needs {Quantity.Need(result)}");
            result = result.Verdict == GateVerdict.Failed ? GateProfile.Add(gate, result, plan.Options, GateProfile.Look, status, cancellationToken) : result;
            keep(result);
            results.Add(result);
        }

        return results;
    }
}
