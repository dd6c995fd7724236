using System.Globalization;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>The processors that a gate needs.</summary>
internal static class Processors
{
    /// <summary>Why a gate cannot run here; null when there are enough processors.</summary>
    /// <param name="needed">How many the gate needs.</param>
    public static string? Missing(int needed) =>
        Environment.ProcessorCount >= needed
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the gate needs {needed} processors, and this process may use {Environment.ProcessorCount}"
            );
}
