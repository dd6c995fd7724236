using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>Managed bytes that a call allocates once everything is warm.</summary>
internal static class AllocationGate
{
    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "allocated_bytes_per_execution",
            Description = "managed bytes that the process allocates per call of the minimal guest with a body of 2 KB",
            // Less than the smallest object, which takes 24 bytes: unchanged code allocates nothing.
            Threshold = 16,
            Unit = "B",
            Direction = GateDirection.AtMost,
            FollowUp = "bench --filter '*CallSteps*'",
            Method = new CountMethod(Count),
        };

    private static long Count() => GC.GetTotalAllocatedBytes(precise: true);
}
