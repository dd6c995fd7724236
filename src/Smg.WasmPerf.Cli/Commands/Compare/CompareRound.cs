using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Scenarios.Load;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>
/// Makes the sides of a live comparison's rounds: each its own runtime, made in a new random order, for what the first finds in memory is
/// not always A's.
/// </summary>
/// <param name="options">All options of the A side and of its control, and all options of the B side.</param>
/// <param name="target">What is called.</param>
/// <param name="seed">The seed of the orders.</param>
internal sealed class CompareRound((WasmRuntimeOptions A, WasmRuntimeOptions B) options, Target target, int seed)
{
    private readonly Random _order = new(seed);

    /// <summary>
    /// Uncounted work of B, as a part of its counted work. Defaults to 0, none; more for a comparison whose right answer is known.
    /// </summary>
    public double MoreWork { get; init; }

    /// <summary>Makes the sides of the next round.</summary>
    public ComparisonArms Prepare() =>
        ComparisonArms.Make(_order, () => new RuntimeArm("A", options.A, target), () => new RuntimeArm("B", options.B, target, MoreWork));
}
