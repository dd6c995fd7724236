namespace Smg.WasmPerf.Experiments;

/// <summary>Why an experiment ended.</summary>
public enum StopReason
{
    /// <summary>
    /// The interval decides: it is clear of the threshold and narrow enough, or it settles how the arms differ by the effect of interest.
    /// </summary>
    Decided,

    /// <summary>The time budget was used up.</summary>
    TimeBudget,

    /// <summary>The largest number of pairs was run.</summary>
    MaxPairs,

    /// <summary>Every trial of the schedule was run.</summary>
    EndOfSchedule,
}
