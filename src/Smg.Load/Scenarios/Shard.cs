using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Smg.Load.Scenarios;

/// <summary>
/// The part of a load that one of several generators makes: every <see cref="Count"/>-th arrival or copy, from the <see cref="Number"/>-th
/// on.
/// </summary>
public sealed record Shard
{
    private const int MostShards = 10_000;

    /// <summary>A part.</summary>
    /// <param name="number">Which one, from 1.</param>
    /// <param name="count">Of how many, from 1 to 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not exist.</exception>
    public Shard(int number, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostShards);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, count);
        Number = number;
        Count = count;
    }

    /// <summary>The whole load.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>Which part, from 1.</summary>
    public int Number { get; }

    /// <summary>How many parts there are.</summary>
    public int Count { get; }

    /// <summary>Reads <c>2/3</c>; false where the part does not exist.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shard">The part.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Shard? shard)
    {
        shard =
            text?.Split('/') is [string left, string right]
            && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is >= 1 and <= MostShards
            && number >= 1
            && number <= count
                ? new Shard(number, count)
                : null;
        return shard is not null;
    }

    /// <summary>The part as text, for instance <c>2/3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    /// <summary>How many of the first so many things, counted from 0, belong to the part.</summary>
    internal int ShareOf(int all) => (all - Number + Count) / Count;

    /// <summary>The place of the part's own things, both counted from 0, among all.</summary>
    internal long PlaceOf(long own) => (own * Count) + Number - 1;

    /// <summary>The things that belong to the part, in order.</summary>
    internal IEnumerable<T> Of<T>(IEnumerable<T> all)
    {
        long place = 0;
        foreach (T one in all)
        {
            if (place++ % Count == Number - 1)
            {
                yield return one;
            }
        }
    }
}
