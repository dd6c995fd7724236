using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Commands.Gates;

/// <summary>
/// Which gates are measured again when all have been measured, and which of the two measurements counts. A shared machine can be
/// disturbed for longer than a gate takes; a change of the code is there both times.
/// </summary>
internal static class SecondAttempt
{
    /// <summary>
    /// Whether a second measurement can say more: the first was undecided, its control said that the machine could not tell, or it failed
    /// near the threshold.
    /// </summary>
    /// <param name="first">The first measurement.</param>
    public static bool IsNeeded(GateResult first) =>
        first.Verdict switch
        {
            GateVerdict.Undecided => true,
            GateVerdict.Skipped => first.Control is not null,
            GateVerdict.Failed => IsNear(first),
            _ => false,
        };

    /// <summary>The gate's result: the second measurement, unless that says nothing and the first has failed.</summary>
    /// <param name="first">The first measurement.</param>
    /// <param name="second">The second.</param>
    public static GateResult Choose(GateResult first, GateResult second) =>
        first.Verdict == GateVerdict.Failed && second.Verdict == GateVerdict.Skipped
            ? first
            : second with
            {
                FirstAttempt = new GateAttempt(first.Verdict, first.Value, first.Low, first.High),
            };

    /// <summary>
    /// Whether the interval is nearer to the threshold than a decision on few pairs allows: noise alone may have moved it there.
    /// </summary>
    private static bool IsNear(GateResult gate) =>
        gate.Direction == GateDirection.AtLeast
            ? gate.High * RatioMethod.FarFactor > gate.Threshold
            : gate.Low < gate.Threshold * RatioMethod.FarFactor;
}
