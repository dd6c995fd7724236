using System.Globalization;
using Smg.WasmPerf.Gates.Measuring;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Gates.Definitions;

/// <summary>
/// Page faults of a call once everything is warm. A pool that keeps its memory resident has none; one that gives it back to the system
/// takes several for each call, at a price that differs tenfold between machines. The count is the same on all of them.
/// </summary>
internal static class PageFaultGate
{
    private const string Statistics = "/proc/self/stat";

    /// <summary>Place of minflt after the process's name in brackets, as proc_pid_stat(5) counts from 1.</summary>
    private const int MinorFaults = 10 - 3;

    /// <summary>Defines the gate.</summary>
    public static Gate Define() =>
        new()
        {
            Name = "page_faults_per_execution",
            Description =
                "page faults of the process per call of the minimal guest with bodies of 0 to 256 KB in turn, its memory kept "
                + "resident in the pool",
            Threshold = 0.05,
            Unit = "faults",
            WhyNot = () => File.Exists(Statistics) ? null : $"page faults are counted in {Statistics}, which only Linux has",
            Direction = GateDirection.AtMost,
            FollowUp = "bench --filter '*CallSteps*'",
            Method = new CountMethod(Count) { BodyBytes = CountMethod.AllBodies },
        };

    /// <summary>Defines the gate of a guest whose memory the host makes, because it starts with 1 MiB and more.</summary>
    public static Gate DefineHost() =>
        Define() with
        {
            Name = "page_faults_per_js_execution",
            Description =
                "page faults of the process per call of the JavaScript guest js-auth, whose memory of 1.3 MiB the host makes and "
                + "restores after each call, with bodies of 2 KB",
            // Each 256th instance gives at most 32 pages back on purpose: 0.125 faults a call. Giving back what was written takes several.
            Threshold = 0.2,
            Method = new CountMethod(Count) { Guest = "js-auth" },
        };

    private static long Count()
    {
        string text = File.ReadAllText(Statistics);
        return long.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[MinorFaults], CultureInfo.InvariantCulture);
    }
}
