using System.Globalization;
using Smg.WasmPerf.Load;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli;

/// <summary>Shows how far a load measurement is. It reports on the caller's thread: the order of lines stays that of events.</summary>
internal sealed class LoadStatus(Status status) : IProgress<LoadProgress>
{
    public void Report(LoadProgress value)
    {
        if (value.RequestCount > 0)
        {
            status.Update(string.Create(
                CultureInfo.InvariantCulture,
                $"{value.Scenario} {value.Phase.ToString().ToLowerInvariant()} {value.Elapsed.TotalSeconds:F0}/{value.Total.TotalSeconds:F0} s: {value.RatePerSecond:N0}/s, p50 {Quantity.Time(value.P50Us)}, p99 {Quantity.Time(value.P99Us)}, {value.FailCount} failed"));
        }
    }
}
