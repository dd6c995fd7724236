using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.Cli.Commands.Compare;

/// <summary>
/// Makes the sides of a live comparison's rounds: each its own runtime, made in a new random order, for what the first finds in memory is
/// not always A's.
/// </summary>
/// <param name="a">All options of the A side and of its control.</param>
/// <param name="b">All options of the B side.</param>
/// <param name="module">The module that is called.</param>
/// <param name="attachPoint">Where it is called.</param>
/// <param name="input">What it is called with.</param>
/// <param name="seed">The seed of the orders.</param>
/// <param name="moreWork">Work that B does beyond what it tells, as a part of it; 0 for none. For a comparison whose right answer is
/// known.</param>
internal sealed class CompareRound(
    WasmRuntimeOptions a,
    WasmRuntimeOptions b,
    WasmModule module,
    AttachPoint attachPoint,
    MiddlewareInput input,
    int seed,
    double moreWork = 0
)
{
    private readonly Random _order = new(seed);

    /// <summary>Makes the sides of the next round.</summary>
    public ComparisonArms Prepare() =>
        ComparisonArms.Make(
            _order,
            () => new RuntimeArm("A", a, module, attachPoint, input),
            () => new RuntimeArm("B", b, module, attachPoint, input, moreWork)
        );
}
