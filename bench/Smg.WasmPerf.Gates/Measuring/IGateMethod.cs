using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Gates.Measuring;

/// <summary>How a gate's value is measured.</summary>
public interface IGateMethod
{
    /// <summary>Measures and judges.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="context">The options under test, the time allowed and where progress goes.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    GateResult Run(Gate gate, GateContext context, CancellationToken cancellationToken);

    /// <summary>
    /// The two sides, to be profiled apart from the measurement; null where the method compares none. Disposable sides are the caller's to
    /// dispose.
    /// </summary>
    /// <param name="options">The options under test.</param>
    IPairedWorkload? Sides(WasmRuntimeOptions options) => null;
}
