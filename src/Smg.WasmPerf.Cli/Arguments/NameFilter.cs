using System.IO.Enumeration;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>Picks by name: a glob, or a word that the name contains.</summary>
internal static class NameFilter
{
    public static bool Matches(string? filter, string name) =>
        filter is null
        || FileSystemName.MatchesSimpleExpression(
            filter.Contains('*', StringComparison.Ordinal) ? filter : $"*{filter}*",
            name,
            ignoreCase: true
        );

    /// <summary>Whether a filter picks a gate, by its present name or a former one.</summary>
    /// <param name="filter">The filter; null picks every gate.</param>
    /// <param name="name">The gate's present name.</param>
    public static bool MatchesGate(string? filter, string name) => GateNames.All(name).Any(one => Matches(filter, one));
}
