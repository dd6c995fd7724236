using System.Text.Json.Serialization;
using Smg.Load.Text;

namespace Smg.WasmPerf.History;

/// <summary>One figure of one run.</summary>
/// <param name="Value">The point estimate.</param>
/// <param name="Low">The lower end of its interval; the value itself where it is missing.</param>
/// <param name="High">The upper end of its interval; the value itself where it is missing.</param>
/// <param name="Unit"><c>x</c> for a ratio, <c>us</c> for microseconds, <c>B</c> for bytes, <c>1/s</c> for a rate.</param>
/// <param name="MoreIsBetter">Whether a larger value is better; null, and not in the file, in histories from before it was kept.</param>
public sealed record HistoryFigure(
    double Value,
    double Low,
    double High,
    string Unit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? MoreIsBetter = null
)
{
    /// <summary>A value of such a figure, for people.</summary>
    /// <param name="value">The value.</param>
    public string Text(double value) =>
        Unit switch
        {
            "us" => Quantity.Time(value),
            "B" => Quantity.Bytes(value),
            "1/s" => $"{Quantity.Rounded(value)}/s",
            _ => Quantity.WithUnit(value, Unit),
        };
}
