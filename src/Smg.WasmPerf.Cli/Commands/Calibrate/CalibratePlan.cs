using Smg.WasmPerf.Cli.Arguments;

namespace Smg.WasmPerf.Cli.Commands.Calibrate;

/// <summary>What a calibration does.</summary>
/// <param name="Run">The common options and the output folder.</param>
/// <param name="Comparisons">Comparisons of each kind.</param>
/// <param name="Parts">The parts that run.</param>
internal sealed record CalibratePlan(RunPlan Run, int Comparisons, IReadOnlySet<CalibratePart> Parts);

/// <summary>A part of a calibration.</summary>
internal enum CalibratePart
{
    /// <summary>Comparisons of a runtime with its like.</summary>
    Aa,

    /// <summary>Comparisons with a side that does more work.</summary>
    Slowdown,

    /// <summary>A stall under an arrival rate.</summary>
    Stall,

    /// <summary>The load engine's own speed and punctuality.</summary>
    Arrivals,
}
