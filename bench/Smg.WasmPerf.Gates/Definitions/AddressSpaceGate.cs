using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// Changes of the address space by a call once everything is warm. Each takes the process's mapping lock and interrupts every other
/// processor that runs it, so that it costs more the more processors there are. The count is the same on all machines.
/// </summary>
internal static class AddressSpaceGate
{
    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "address_space_calls_per_execution",
            Description =
                "system calls that change the address space (mprotect, madvise, mmap, munmap, mremap, ioctl) per call of the "
                + "minimal guest, with bodies of 0 to 256 KB in turn",
            Threshold = 0.01,
            Unit = "calls",
            Direction = GateDirection.AtMost,
            WhyNot = SystemCallTrace.FindObstacle,
            Method = new SystemCallMethod("minimal", CountMethod.AllBodies),
        };

    /// <summary>Defines the gate of a guest whose memory the host makes, because it starts with 1 MiB and more.</summary>
    public static Gate DefineHost() =>
        Define() with
        {
            Name = "address_space_calls_per_js_execution",
            Description =
                "system calls that change the address space (mprotect, madvise, mmap, munmap, mremap, ioctl) per call of the "
                + "JavaScript guest js-auth, whose memory of 1.3 MiB the host makes, with bodies of 2 KB",
            // Each 256th instance gives a stretch back on purpose: 0.004 calls. Giving back what was written takes one or more a call.
            Threshold = 0.05,
            Method = new SystemCallMethod("js-auth", [CountMethod.UsualBody]),
        };
}
