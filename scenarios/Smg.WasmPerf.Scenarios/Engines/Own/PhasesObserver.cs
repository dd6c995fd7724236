using Smg.Load.Running;
using Smg.Wasm;
using Smg.Wasm.Telemetry;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Scenarios.Engines;

/// <summary>
/// Takes the phases of a runtime's calls from the beginning of a measurement to its end, and looks at the pool in between.
/// </summary>
internal sealed class PhasesObserver(WasmRuntime runtime) : ILoadObserver
{
    private PhasesSnapshot? _before;
    private PhasesSnapshot? _measured;
    private long _inUse;
    private int _maxInUse;
    private long _samples;

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromMilliseconds(10);

    /// <inheritdoc/>
    public void OnBegin() => _before = runtime.GetPhases();

    /// <inheritdoc/>
    public void OnSample()
    {
        int inUse = runtime.GetPoolOccupancy().InUse;
        _inUse += inUse;
        _maxInUse = Math.Max(_maxInUse, inUse);
        _samples++;
    }

    /// <inheritdoc/>
    public void OnEnd() => _measured = _before is null ? null : runtime.GetPhases()?.Since(_before);

    /// <summary>What was measured; null when nothing was.</summary>
    /// <param name="scenarios">The scenarios that ran.</param>
    public PhasesResult? ToResult(IReadOnlyList<string> scenarios) =>
        _measured is null
            ? null
            : new PhasesResult
            {
                Scenarios = scenarios,
                Phases = [.. _measured.Phases.Select(ToResult)],
                Pool =
                    runtime.GetPoolOccupancy().Size is { } size && _samples > 0
                        ? new PoolResult(size, (double)_inUse / _samples, _maxInUse, _samples)
                        : null,
            };

    private static PhaseResult ToResult(PhaseDistribution phase) =>
        PhaseHistograms.ToResult(
            phase.Phase.ToString().ToLowerInvariant(),
            phase.TotalUs,
            phase.Buckets.Select(bucket => ((bucket.FromUs + bucket.ToUs) / 2, bucket.Count))
        );
}
