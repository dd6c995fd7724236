using System.Text.Json.Serialization;

namespace Smg.WasmPerf.Results;

/// <summary>What B is, held against A.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComparisonVerdict>))]
public enum ComparisonVerdict
{
    /// <summary>The whole interval is worse by more than the smallest effect of interest. Of a size: it is larger.</summary>
    Slower,

    /// <summary>The whole interval is better by more than the smallest effect of interest. Of a size: it is smaller.</summary>
    Faster,

    /// <summary>The interval still spans an edge of the smallest effect of interest.</summary>
    Undecided,

    /// <summary>The whole interval is within the smallest effect of interest.</summary>
    Same,

    /// <summary>The row has no interval to judge by: it is shown and does not count.</summary>
    ShownOnly,
}
