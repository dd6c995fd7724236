namespace Smg.WasmPerf.Experiments;

/// <summary>Why an experiment ended.</summary>
public enum StopReason
{
    /// <summary>The verdict stands: the interval is clear of the threshold, or of the smallest effect of interest, and narrow enough.</summary>
    Decided,

    /// <summary>The time budget was used up.</summary>
    TimeBudget,

    /// <summary>The largest number of pairs was run.</summary>
    MaxPairs,

    /// <summary>Every trial of the schedule was run.</summary>
    EndOfSchedule,
}
