using Smg.Load.Text;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Wording;

/// <summary>What a gate's two sides are, in the words of its description <c>ONE, over OTHER</c>, and what their medians say.</summary>
/// <param name="A">The A side: what takes the time above the line of the ratio.</param>
/// <param name="B">The B side.</param>
/// <param name="Rate">What one side completes, <c>request</c> for instance, where the gate compares rates; null where it compares
/// times.</param>
internal sealed record GateSides(string A, string B, string? Rate)
{
    /// <summary>Medians that differ from the value by more than this part contradict it.</summary>
    private const double Tolerance = 0.05;

    private const string Over = ", over ";

    /// <summary>The sides of a gate.</summary>
    /// <param name="gate">The gate.</param>
    public static GateSides Of(GateResult gate)
    {
        string text = gate.Description.ReplaceLineEndings(" ").Split(';')[0].Trim().TrimEnd('.');
        int over = text.IndexOf(Over, StringComparison.Ordinal);
        if (over < 0)
        {
            return new("A", "B", null);
        }

        (string one, string other) = (text[..over], text[(over + Over.Length)..]);
        foreach (string what in new[] { "request", "execution", "call" })
        {
            string rate = $"{what}s a second of ";
            if (one.StartsWith(rate, StringComparison.Ordinal))
            {
                // More a second is less time: the side below the line takes the time above it.
                return new(Plain(other), Plain(one[rate.Length..]), what);
            }
        }

        return new(Plain(one), Plain(other), null);
    }

    /// <summary>
    /// What the sides' medians say; null where they are missing or contradict the value, which is the median of the pairs' ratios and not
    /// the ratio of the medians.
    /// </summary>
    /// <param name="gate">The gate.</param>
    public static string? Medians(GateResult gate)
    {
        if (
            gate is not { AMedianUs: > 0 and { } a, BMedianUs: > 0 and { } b, Unit: "x" }
            || Math.Abs((a / b / gate.Value) - 1) is not <= Tolerance
        )
        {
            return null;
        }

        GateSides sides = Of(gate);
        if (sides.Rate is not { } what)
        {
            return $"Medians: {Quantity.Time(a)} over {Quantity.Time(b)}.";
        }

        string article = what[0] is 'e' ? "an" : "a";
        return gate.Description.Contains("without modules", StringComparison.Ordinal)
            ? $"{Quantity.Time(a)} {article} {what} without the module, {Quantity.Time(b)} with it: "
                + $"{Quantity.Number(gate.Value)} of the rate."
            : $"{article.Capitalized()} {what} every {Quantity.Time(b)} for {Owner(sides.B)}, every {Quantity.Time(a)} for "
                + $"{Owner(sides.A)}: {Quantity.Number(gate.Value)} times the rate.";
    }

    private static string Owner(string side) => side.StartsWith("those of ", StringComparison.Ordinal) ? side["those of ".Length..] : side;

    /// <summary>A side without its remark in parentheses.</summary>
    private static string Plain(string side) => side.IndexOf(" (", StringComparison.Ordinal) is > 0 and int at ? side[..at] : side;
}
