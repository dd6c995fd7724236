namespace Smg.WasmPerf.Comparison;

/// <summary>Finds what is in both of two lists, by key.</summary>
/// <typeparam name="T">What the lists hold.</typeparam>
/// <param name="Pairs">What both hold, in the order of A.</param>
/// <param name="OnlyA">The keys of what A alone holds.</param>
/// <param name="OnlyB">The keys of what B alone holds.</param>
internal sealed record Pairing<T>(IReadOnlyList<(string Key, T A, T B)> Pairs, IReadOnlyList<string> OnlyA, IReadOnlyList<string> OnlyB)
{
    /// <summary>Pairs two lists. A key that comes again pairs with its coming again in the other list.</summary>
    /// <param name="a">The A side.</param>
    /// <param name="b">The B side.</param>
    /// <param name="key">What names an item.</param>
    public static Pairing<T> Of(IEnumerable<T> a, IEnumerable<T> b, Func<T, string> key)
    {
        Dictionary<string, T> inB = new(Numbered(b, key), StringComparer.Ordinal);
        List<(string, T, T)> pairs = [];
        List<string> onlyA = [];
        foreach ((string name, T item) in Numbered(a, key))
        {
            if (inB.Remove(name, out T? other))
            {
                pairs.Add((name, item, other));
            }
            else
            {
                onlyA.Add(name);
            }
        }

        return new(pairs, onlyA, [.. inB.Keys.Order(StringComparer.Ordinal)]);
    }

    private static IEnumerable<KeyValuePair<string, T>> Numbered(IEnumerable<T> items, Func<T, string> key) =>
        items
            .GroupBy(key, StringComparer.Ordinal)
            .SelectMany(group =>
                group.Select((item, i) => KeyValuePair.Create(i == 0 ? group.Key : $"{group.Key} (number {i + 1})", item))
            );
}
