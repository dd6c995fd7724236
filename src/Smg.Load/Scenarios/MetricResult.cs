using System.Text.Json.Serialization;

namespace Smg.Load.Scenarios;

/// <summary>Result of a metric.</summary>
/// <param name="Name">The name.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Kind">How values are combined.</param>
/// <param name="Value">A counter's sum, the mean of what a gauge was set to, or an estimate's median.</param>
/// <param name="Min">The smallest value that a gauge was set to, or the lower end of an estimate's interval; null for a counter.</param>
/// <param name="Max">The largest value that a gauge was set to, or the upper end of an estimate's interval; null for a counter.</param>
/// <param name="Samples">How often it was added to or set.</param>
public sealed record MetricResult(string Name, string Unit, MetricKind Kind, double Value, double? Min, double? Max, long Samples);

/// <summary>How the values of a metric are combined.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricKind>))]
public enum MetricKind
{
    /// <summary>They are added.</summary>
    Counter,

    /// <summary>Values are recorded one by one.</summary>
    Gauge,

    /// <summary>Values are samples of one quantity, reported as their median with its 95 % interval.</summary>
    Estimate,
}
