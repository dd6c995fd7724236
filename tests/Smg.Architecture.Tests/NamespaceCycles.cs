using System.Text;

namespace Smg.Architecture.Tests;

/// <summary>Finds namespaces that refer to each other, directly or through others.</summary>
internal static class NamespaceCycles
{
    private const int MostExamples = 3;

    /// <summary>
    /// Describes every group of namespaces that forms a cycle: each edge within it with the types that make it, those with the fewest
    /// first.
    /// </summary>
    /// <param name="uses">The references of one assembly.</param>
    public static IReadOnlyList<string> Find(IEnumerable<TypeUse> uses)
    {
        ILookup<(string From, string To), TypeUse> edges = uses.Where(use =>
                use.User.Assembly == use.Used.Assembly && use.User.Namespace != use.Used.Namespace
            )
            .ToLookup(use => (use.User.Namespace, use.Used.Namespace));
        string[] namespaces = [.. edges.SelectMany(edge => new[] { edge.Key.From, edge.Key.To }).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, HashSet<string>> reached = namespaces.ToDictionary(one => one, one => Reached(one, edges));
        return
        [
            .. namespaces
                .Where(one => reached[one].Contains(one))
                .GroupBy(one => string.Join(", ", reached[one].Where(other => reached[other].Contains(one)).Order(StringComparer.Ordinal)))
                .Select(group => Describe([.. group], edges)),
        ];
    }

    private static HashSet<string> Reached(string from, ILookup<(string From, string To), TypeUse> edges)
    {
        HashSet<string> reached = [];
        Queue<string> next = new([from]);
        while (next.TryDequeue(out string? current))
        {
            foreach (
                string to in edges
                    .Select(edge => edge.Key)
                    .Where(edge => edge.From == current && reached.Add(edge.To))
                    .Select(edge => edge.To)
            )
            {
                next.Enqueue(to);
            }
        }

        return reached;
    }

    private static string Describe(HashSet<string> group, ILookup<(string From, string To), TypeUse> edges)
    {
        StringBuilder text = new($"{string.Join(", ", group)} form a cycle:");
        foreach (
            IGrouping<(string From, string To), TypeUse> edge in edges
                .Where(edge => group.Contains(edge.Key.From) && group.Contains(edge.Key.To))
                .OrderBy(edge => edge.Count())
        )
        {
            text.Append($"\n  {edge.Key.From} -> {edge.Key.To}: {string.Join("; ", edge.Take(MostExamples))}");
            text.Append(edge.Count() > MostExamples ? $"; and {edge.Count() - MostExamples} more" : "");
        }

        return text.ToString();
    }
}
