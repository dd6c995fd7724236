namespace Smg.WasmPerf.Experiments;

/// <summary>When an experiment has seen enough.</summary>
public interface IStopRule
{
    /// <summary>Looks at the record after a trial.</summary>
    /// <param name="elapsed">The time since the experiment began.</param>
    /// <returns>Why the experiment ends; null while it goes on.</returns>
    StopReason? Look(TimeSpan elapsed);
}
