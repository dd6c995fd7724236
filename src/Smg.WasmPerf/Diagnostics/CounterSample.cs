using Microsoft.Diagnostics.Tracing;

namespace Smg.WasmPerf.Diagnostics;

/// <summary>A value of one of the runtime's counters.</summary>
/// <param name="At">Time of the report, in milliseconds since the session began; it covers the second before.</param>
/// <param name="Name">The counter's name.</param>
/// <param name="Value">The mean of the second, or what was added in it.</param>
internal readonly record struct CounterSample(double At, string Name, double Value)
{
    /// <summary>The provider of the counters.</summary>
    public const string Provider = "System.Runtime";

    /// <summary>Reads an event.</summary>
    /// <returns>Null when the event is not a counter.</returns>
    public static CounterSample? TryRead(TraceEvent data)
    {
        if (
            data.ProviderName != Provider
            || data.EventName != "EventCounters"
            || data.PayloadValue(0) is not IDictionary<string, object> outer
            || outer["Payload"] is not IDictionary<string, object> counter
        )
        {
            return null;
        }

        object value = counter.TryGetValue("Mean", out object? mean) ? mean : counter["Increment"];
        return new CounterSample(
            data.TimeStampRelativeMSec,
            (string)counter["Name"],
            Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)
        );
    }
}
