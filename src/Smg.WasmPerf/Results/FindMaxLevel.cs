using System.Text.Json.Serialization;
using Smg.Load.Histograms;

namespace Smg.WasmPerf.Results;

/// <summary>One run of a search for the highest arrival rate.</summary>
/// <param name="Rate">Arrivals a second.</param>
/// <param name="Purpose"><c>ramp</c>, <c>bisect</c>, <c>again</c> for a level that did not pass at once, or <c>confirm</c>.</param>
/// <param name="Verdict"><c>Passed</c>, <c>Missed</c> or <c>GeneratorLimited</c>.</param>
/// <param name="P99Us">The 99th percentile of the response time, in microseconds.</param>
/// <param name="FailedPercent">The share of the requests that failed, in percent.</param>
public sealed record FindMaxLevel(
    double Rate,
    string Purpose,
    string Verdict,
    [property: JsonConverter(typeof(NullForNaN))] double P99Us,
    double FailedPercent
);
