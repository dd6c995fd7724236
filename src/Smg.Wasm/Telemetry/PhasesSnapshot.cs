namespace Smg.Wasm.Telemetry;

/// <summary>Times of the phases of a runtime's calls, up to one moment.</summary>
public sealed class PhasesSnapshot
{
    private readonly PhaseDistribution[] _phases;

    internal PhasesSnapshot(PhaseDistribution[] phases) => _phases = phases;

    /// <summary>Every phase, in the order of <see cref="CallPhase"/>.</summary>
    public IReadOnlyList<PhaseDistribution> Phases => _phases;

    /// <summary>One phase.</summary>
    public PhaseDistribution this[CallPhase phase] => _phases[(int)phase];

    /// <summary>Returns what was added after an earlier snapshot.</summary>
    /// <param name="earlier">A snapshot of the same runtime.</param>
    public PhasesSnapshot Since(PhasesSnapshot earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new PhasesSnapshot([.. _phases.Select((phase, i) => phase.Since(earlier._phases[i]))]);
    }
}
