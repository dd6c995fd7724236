using System.Text.Json;
using System.Text.Json.Serialization;

namespace Smg.Load.Histograms;

/// <summary>Writes NaN as null: a value that is not known. Reads null, and NaN as earlier builds wrote it.</summary>
internal sealed class NullForNaN : JsonConverter<double>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => double.NaN,
            JsonTokenType.String when reader.ValueTextEquals("NaN"u8) => double.NaN,
            JsonTokenType.Number => reader.GetDouble(),
            _ => throw new JsonException("A latency is neither a number nor null."),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsNaN(value))
        {
            writer.WriteNullValue();
        }
        else if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            throw new JsonException("A latency is infinite.");
        }
    }
}
