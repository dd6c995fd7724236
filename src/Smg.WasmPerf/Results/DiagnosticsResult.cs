namespace Smg.WasmPerf.Results;

/// <summary>What the .NET runtime did while a load was measured: of the whole process, the load generator included.</summary>
public sealed record DiagnosticsResult
{
    /// <summary>The scenarios that ran.</summary>
    public required IReadOnlyList<string> Scenarios { get; init; }

    /// <summary>Garbage collections.</summary>
    public required long GcCount { get; init; }

    /// <summary>Time in which collections held all threads, in milliseconds.</summary>
    public required double GcPauseMs { get; init; }

    /// <summary>The longest such pause, in milliseconds.</summary>
    public required double GcMaxPauseMs { get; init; }

    /// <summary>The seconds of the measurement, in order; the last one may be a part of a second.</summary>
    public required IReadOnlyList<DiagnosticsSecond> Seconds { get; init; }
}

/// <summary>
/// One second of a measurement. Counters are reported once a second: a value belongs to the second in which most of its time lies, and is
/// null where none was reported.
/// </summary>
/// <param name="Second">The number of the second, from 1.</param>
/// <param name="GcCount">Garbage collections that began in it.</param>
/// <param name="GcPauseMs">Time in which collections held all threads, in milliseconds.</param>
/// <param name="GcMaxPauseMs">The longest such pause, in milliseconds.</param>
/// <param name="AllocatedBytes">Managed bytes that were allocated.</param>
/// <param name="CpuPercent">Processor time over what all processors have, in percent.</param>
/// <param name="WorkingSetBytes">Memory that the process has resident.</param>
/// <param name="ThreadPoolThreads">Threads of the thread pool.</param>
/// <param name="ThreadPoolQueue">Work items that wait for one of them.</param>
public sealed record DiagnosticsSecond(
    int Second,
    long GcCount,
    double GcPauseMs,
    double GcMaxPauseMs,
    double? AllocatedBytes,
    double? CpuPercent,
    double? WorkingSetBytes,
    double? ThreadPoolThreads,
    double? ThreadPoolQueue
);
