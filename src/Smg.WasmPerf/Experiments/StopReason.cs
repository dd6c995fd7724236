namespace Smg.WasmPerf.Experiments;

/// <summary>Why a paired comparison stopped.</summary>
public enum StopReason
{
    /// <summary>The interval is clear of the threshold and narrow enough.</summary>
    Decided,

    /// <summary>The time budget was used up.</summary>
    TimeBudget,

    /// <summary>The largest number of pairs was run.</summary>
    MaxPairs,
}
