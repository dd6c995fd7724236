using System.Text.Json.Serialization;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Calibration;

/// <summary>One comparison whose right verdict is known.</summary>
/// <param name="Kind">What was compared.</param>
/// <param name="Number">Which of its kind it was, from 1.</param>
/// <param name="Verdict">What the comparer said.</param>
/// <param name="Ratio">The ratio B/A.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end of its 95 % interval.</param>
/// <param name="NoiseFloorPercent">How far from 1 the control's interval reached, in percent.</param>
/// <param name="Seconds">The time it took.</param>
public sealed record CalibrationTrial(
    CalibrationKind Kind,
    int Number,
    ComparisonVerdict Verdict,
    double Ratio,
    double Low,
    double High,
    double NoiseFloorPercent,
    double Seconds
);

/// <summary>What a trial compares.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CalibrationKind>))]
public enum CalibrationKind
{
    /// <summary>A thing with itself: a verdict of faster or slower is a false alarm.</summary>
    SameThing,

    /// <summary>A thing with itself doing a twentieth more work: only slower is right.</summary>
    FivePercentMore,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CalibrationTrial))]
internal sealed partial class CalibrationJsonContext : JsonSerializerContext;
