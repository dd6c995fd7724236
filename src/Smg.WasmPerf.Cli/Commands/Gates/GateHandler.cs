using System.Diagnostics;
using Smg.Load.Text;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Gates;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Cli.Commands.Gates;

/// <summary>Runs the gates, and repeats those that a second measurement may decide.</summary>
internal static class GateHandler
{
    /// <summary>Time for the pairs of one gate. Few need it all: the gate command may take 90 s.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan ThoroughBudget = TimeSpan.FromSeconds(60);

    /// <summary>The gates of a plan. A filter that is a gate's whole name picks that gate alone.</summary>
    public static IReadOnlyList<Gate> Select(RunPlan plan)
    {
        Gate[] exact =
        [
            .. GateCatalogue.All.Where(gate => GateNames.All(gate.Name).Contains(plan.Filter, StringComparer.OrdinalIgnoreCase)),
        ];
        return exact.Length > 0 ? exact : [.. GateCatalogue.All.Where(gate => NameFilter.MatchesGate(plan.Filter, gate.Name))];
    }

    /// <summary>Runs the gates that the plan selects.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="console">Where progress is shown.</param>
    /// <param name="keep">Takes each gate's result when it was measured, and again where it was measured twice.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    public static IReadOnlyList<GateResult> Run(
        RunPlan plan,
        RunConsole console,
        Action<GateResult> keep,
        CancellationToken cancellationToken
    ) => Run(Select(plan), plan, console, keep, cancellationToken);

    /// <summary>Runs some gates.</summary>
    public static IReadOnlyList<GateResult> Run(
        IReadOnlyList<Gate> gates,
        RunPlan plan,
        RunConsole console,
        Action<GateResult> keep,
        CancellationToken cancellationToken
    )
    {
        List<GateResult> results = [];
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < gates.Count; i++)
        {
            string title = $"gate {i + 1}/{gates.Count}  {gates[i].Name}";
            console.Line($"{title}: {gates[i].Description}");
            GateResult result = RunOne(gates[i], title, (double)i / gates.Count);
            bool comesAgain = SecondAttempt.IsNeeded(result);
            console.Line($"    {Outcome(result)}{(comesAgain ? "; it is measured again at the end" : "")}");
            result = comesAgain ? result : Profiled(gates[i], result);
            keep(result);
            results.Add(result);
        }

        for (int i = 0; i < gates.Count; i++)
        {
            if (!SecondAttempt.IsNeeded(results[i]))
            {
                continue;
            }

            string title = $"gate {i + 1}/{gates.Count}  {gates[i].Name}, again";
            console.Line(title);
            GateResult result = SecondAttempt.Choose(results[i], RunOne(gates[i], title, before: 1));
            console.Line($"    {Outcome(result)}");
            results[i] = Profiled(gates[i], result);
            keep(results[i]);
        }

        return results;

        GateResult Profiled(Gate gate, GateResult result) =>
            result.Verdict == GateVerdict.Failed && result.Reason is null
                ? GateProfile.Add(gate, result, plan.Options, GateProfile.Look, console, cancellationToken)
                : result;

        GateResult RunOne(Gate gate, string title, double before)
        {
            TimeSpan budget = plan.Thorough ? ThoroughBudget : Budget;
            TimeSpan began = watch.Elapsed;
            GateContext context = new(
                plan.Options,
                budget,
                text =>
                {
                    double done = Math.Min(1, before + (Math.Min(1, (watch.Elapsed - began) / budget) / gates.Count));
                    console.Update(
                        new LiveState(text)
                        {
                            Title = title,
                            Done = done,
                            Left = Eta.Of(watch.Elapsed, done),
                            Rows = [new LiveRow(("so far", text))],
                        }
                    );
                }
            );
            return GateRun.Run(gate, context, cancellationToken);
        }
    }

    private static string Outcome(GateResult result) =>
        $"{result.Verdict.ToString().ToLowerInvariant()}: {result.Reason ?? Figures(result)}";

    /// <summary>The figures that a verdict rests on, for instance <c>48.9x [48.3, 49.7], needs at least 5x</c>.</summary>
    public static string Figures(GateResult result) =>
        $"{Quantity.WithUnit(result.Value, result.Unit)} {GateQuantity.Interval(result)}, needs {GateQuantity.Need(result)}";
}
