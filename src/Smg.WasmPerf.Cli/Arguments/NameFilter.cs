using System.IO.Enumeration;

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
}
