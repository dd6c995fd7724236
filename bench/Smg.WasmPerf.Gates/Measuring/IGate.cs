using Smg.Wasm.Options;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Gates.Measuring;

/// <summary>A claim about the runtime that is measured and held against a threshold.</summary>
public interface IGate
{
    /// <summary>The name in results and on the command line.</summary>
    string Name { get; }

    /// <summary>What is measured, in one sentence.</summary>
    string Description { get; }

    /// <summary>What the value is held against.</summary>
    double Threshold => double.NaN;

    /// <summary>The value's unit: <c>x</c> for a ratio.</summary>
    string Unit => "x";

    /// <summary>Which side of the threshold is the good one.</summary>
    GateDirection Direction => GateDirection.AtLeast;

    /// <summary>The command that looks closer.</summary>
    string LookCloser => $"./run-bench.sh gate --filter {Name}";

    /// <summary>Why it cannot be run on this machine; null when it can.</summary>
    string? CannotRun { get; }

    /// <summary>Measures and judges.</summary>
    /// <param name="context">The options under test, the time allowed and where progress goes.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    GateResult Run(GateContext context, CancellationToken cancellationToken);

    /// <summary>The two sides, to be looked at apart from the measurement; null where the gate compares none. Disposable sides are the caller's to dispose.</summary>
    /// <param name="options">The options under test.</param>
    IPairedWorkload? Sides(WasmRuntimeOptions options) => null;
}
