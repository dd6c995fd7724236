using System.Collections.Immutable;

namespace Smg.Wasm.Telemetry;

/// <summary>The phases of a runtime: a timer for each executor, and one for the compiler's threads.</summary>
internal sealed class PhaseRecorders
{
    private readonly PhaseTimer _compiler = new();
    private readonly Lock _compilerLock = new();
    private ImmutableArray<PhaseTimer> _timers;

    public PhaseRecorders() => _timers = [_compiler];

    /// <summary>Makes the timer of one more executor.</summary>
    public PhaseTimer AddTimer()
    {
        PhaseTimer timer = new();
        ImmutableInterlocked.Update(ref _timers, static (all, added) => all.Add(added), timer);
        return timer;
    }

    /// <summary>Records a phase of the compiler, from any thread.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="ticks">How many Stopwatch ticks it took.</param>
    public void RecordCompiler(CallPhase phase, long ticks)
    {
        lock (_compilerLock)
        {
            _compiler.Record(phase, ticks);
        }
    }

    public PhasesSnapshot Snapshot() => new([.. Enum.GetValues<CallPhase>().Select(Sum)]);

    private PhaseDistribution Sum(CallPhase phase)
    {
        long[] counts = new long[LogLinearBuckets.Count];
        long total = 0;
        foreach (PhaseTimer timer in _timers)
        {
            timer.AddTo(phase, counts, ref total);
        }

        return new PhaseDistribution(phase, counts, total);
    }
}
