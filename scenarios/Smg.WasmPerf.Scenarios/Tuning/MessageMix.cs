using System.Globalization;
using Smg.Wasm.Contract;

namespace Smg.WasmPerf.Scenarios.Tuning;

/// <summary>Messages with bodies of several sizes, each as often as its weight says.</summary>
public sealed class MessageMix
{
    private const int MostMessages = 1000;

    private readonly (int Bytes, int Weight)[] _parts;

    private MessageMix((int Bytes, int Weight)[] parts) => _parts = parts;

    /// <summary>The size of the largest body, in bytes.</summary>
    public int LargestBytes => _parts.Max(part => part.Bytes);

    /// <summary>
    /// Reads a mix: <c>2048:70,16384:25,131072:5</c>, a size in bytes and a weight each; the weight of a single size may be left out.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>Null when the text is not a mix: a size is negative or twice there, a weight is not 1 to 1000, or the weights have no
    /// smaller common measure than a thousandth.</returns>
    public static MessageMix? TryParse(string text)
    {
        List<(int Bytes, int Weight)> parts = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] numbers = part.Split(':', StringSplitOptions.TrimEntries);
            if (
                numbers.Length > 2
                || !int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int bytes)
                || !int.TryParse(numbers.ElementAtOrDefault(1) ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out int weight)
                || weight is < 1 or > MostMessages
                || parts.Any(known => known.Bytes == bytes)
            )
            {
                return null;
            }

            parts.Add((bytes, weight));
        }

        int common = parts.Select(part => part.Weight).Aggregate(GreatestCommonDivisor);
        (int Bytes, int Weight)[] reduced = [.. parts.Select(part => (part.Bytes, part.Weight / common))];
        return reduced.Sum(part => part.Weight) <= MostMessages ? new(reduced) : null;
    }

    /// <summary>
    /// The shortest sequence of messages that has every size as often as its weight says, in a mixed order that is always the same.
    /// </summary>
    /// <param name="attachPoint">Whether they are requests or responses.</param>
    public IReadOnlyList<MiddlewareInput> Messages(AttachPoint attachPoint)
    {
        MiddlewareInput[] messages =
        [
            .. _parts.SelectMany(part => Enumerable.Repeat<MiddlewareInput>(SampleMessages.At(attachPoint, part.Bytes), part.Weight)),
        ];
        new Random(1).Shuffle(messages);
        return messages;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(',', _parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Bytes}:{part.Weight}")));

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
