using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Wording;

/// <summary>A gate's outcome as a sentence: how far the value is from the threshold, or why the verdict is missing.</summary>
public static class GateSentence
{
    /// <summary>From this factor beyond the threshold on, the value says more than its distance.</summary>
    private const double Far = 2;

    /// <summary>The verdict, the gate's name, its outcome and the follow-up command: a line for a terminal.</summary>
    /// <param name="gate">The gate.</param>
    public static string Line(GateResult gate)
    {
        string details = gate.FollowUpCommand.Length > 0 && gate.Verdict != GateVerdict.Skipped ? $". Details: {gate.FollowUpCommand}" : "";
        return $"{gate.Verdict.ToString().ToUpperInvariant()}  {gate.Name}: {Outcome(gate).TrimEnd('.')}{details}";
    }

    /// <summary>
    /// The outcome alone, for instance <c>0.09x below the threshold: median 1.61x, interval [1.38, 1.696], needs at least 1.7x</c>.
    /// </summary>
    /// <param name="gate">The gate.</param>
    public static string Outcome(GateResult gate) => FirstTime(gate) is { } first ? $"{Last(gate).TrimEnd('.')}; {first}" : Last(gate);

    /// <summary>
    /// What the first of a gate's two measurements found: <c>measured twice, the first time failed with 1.26x [1.21, 1.28]</c>; null where
    /// it was measured once.
    /// </summary>
    /// <param name="gate">The gate.</param>
    public static string? FirstTime(GateResult gate)
    {
        if (gate.FirstAttempt is not { } first)
        {
            return null;
        }

        GateResult then = gate with { Value = first.Value, Low = first.Low, High = first.High };
        return $"measured twice, the first time {first.Verdict.ToString().ToLowerInvariant()} with {GateQuantity.Value(then)} "
            + GateQuantity.Interval(then);
    }

    private static string Last(GateResult gate) =>
        gate.Verdict switch
        {
            GateVerdict.Skipped => gate.Reason ?? "this machine cannot measure it now",
            _ when gate.Reason is { } reason => double.IsNaN(gate.Value)
                ? reason
                : $"{reason} (measured {GateQuantity.Value(gate)}, needs {GateQuantity.Need(gate)})",
            GateVerdict.Undecided => Undecided(gate),
            _ => Measured(gate),
        };

    private static string Undecided(GateResult gate)
    {
        if (gate.Low <= gate.Threshold && gate.High >= gate.Threshold && gate.Low < gate.High)
        {
            return $"the 95 % interval {GateQuantity.Interval(gate)} includes the threshold "
                + $"{Quantity.WithUnit(gate.Threshold, gate.Unit)}; "
                + $"median {GateQuantity.Value(gate)} of {Quantity.Count(gate.Samples, "sample")}; repeat it on a quieter machine "
                + $"or with more time";
        }

        string measured =
            $"{GateQuantity.Value(gate)}{(gate.Low < gate.High ? $" {GateQuantity.Interval(gate)}" : "")}, needs {GateQuantity.Need(gate)}";
        bool good = gate.Direction == GateDirection.AtLeast ? gate.Low >= gate.Threshold : gate.High <= gate.Threshold;
        return good
            ? $"{measured}, but {Quantity.Count(gate.Samples, "sample")} {(gate.Samples == 1 ? "is" : "are")} too few for a "
                + $"verdict: the machine was too slow for more in the time allowed"
            : $"{measured}, but its control says that this machine cannot tell now; repeat it on a quieter machine";
    }

    private static string Measured(GateResult gate)
    {
        bool atLeast = gate.Direction == GateDirection.AtLeast;
        double distance = atLeast ? gate.Threshold - gate.Value : gate.Value - gate.Threshold;
        string threshold = Quantity.WithUnit(gate.Threshold, gate.Unit);
        string spread = gate.Low < gate.High ? $", interval {GateQuantity.Interval(gate)}" : "";
        if (distance <= 0 || double.IsNaN(distance))
        {
            return $"{GateQuantity.Value(gate)}{spread}, needs {GateQuantity.Need(gate)}";
        }

        double factor = atLeast ? gate.Threshold / gate.Value : gate.Value / gate.Threshold;
        string where = atLeast ? "below" : "above";
        return factor >= Far || double.IsNaN(factor)
            ? $"{GateQuantity.Value(gate)}, {where} {threshold}{(spread.Length > 0 ? $" ({spread[2..]})" : "")}"
            : $"{Quantity.WithUnit(distance, gate.Unit)} {where} the threshold: "
                + $"{(spread.Length > 0 ? "median " : "")}{GateQuantity.Value(gate)}{spread}, needs {GateQuantity.Need(gate)}";
    }
}
