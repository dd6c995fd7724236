using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Wording;

/// <summary>Writes the figures of a gate for people.</summary>
public static class GateQuantity
{
    /// <summary>A gate's interval: <c>[110, 125]</c>; its ends never look like a threshold that they only come near to.</summary>
    /// <param name="gate">The gate.</param>
    public static string Interval(GateResult gate) =>
        gate.Verdict == GateVerdict.Skipped && double.IsNaN(gate.Low)
            ? Quantity.Dash
            : $"[{Quantity.Beside(gate.Low, gate.Threshold)}, {Quantity.Beside(gate.High, gate.Threshold)}]";

    /// <summary>A gate's value with its unit: <c>117x</c>; a dash where the gate was skipped without one.</summary>
    /// <param name="gate">The gate.</param>
    public static string Value(GateResult gate) =>
        gate.Verdict == GateVerdict.Skipped && double.IsNaN(gate.Value) ? Quantity.Dash
        : double.IsNaN(gate.Value) ? Quantity.Missing
        : gate.Unit switch
        {
            "x" => $"{Quantity.Beside(gate.Value, gate.Threshold)}x",
            "" => Quantity.Beside(gate.Value, gate.Threshold),
            _ => $"{Quantity.Beside(gate.Value, gate.Threshold)} {gate.Unit}",
        };

    /// <summary>What a gate needs: <c>at least 5x</c>.</summary>
    /// <param name="gate">The gate.</param>
    public static string Need(GateResult gate) =>
        $"{(gate.Direction == GateDirection.AtLeast ? "at least" : "at most")} {Quantity.WithUnit(gate.Threshold, gate.Unit)}";
}
