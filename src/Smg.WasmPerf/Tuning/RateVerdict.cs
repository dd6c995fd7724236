using System.Text.Json.Serialization;

namespace Smg.WasmPerf.Tuning;

/// <summary>How an arrival rate did.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RateVerdict>))]
public enum RateVerdict
{
    /// <summary>The objective held.</summary>
    Passed,

    /// <summary>The objective was missed.</summary>
    Missed,

    /// <summary>The generator could not keep its schedule: the level says nothing of the system.</summary>
    GeneratorLimited,
}
