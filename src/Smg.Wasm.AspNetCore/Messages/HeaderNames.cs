using System.Collections.Frozen;
using System.Reflection;
using Known = Microsoft.Net.Http.Headers.HeaderNames;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>Names of headers in lower case, as modules get them.</summary>
internal static class HeaderNames
{
    /// <summary>The names that the server hands out in one spelling, whatever the client's: lowering those costs nothing.</summary>
    private static readonly FrozenDictionary<string, string> LowerByName = typeof(Known)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null))
        .OfType<string>()
        .Distinct(StringComparer.Ordinal)
        .ToFrozenDictionary(name => name, name => name.ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>A name in lower case: the very string that was given where it is that already.</summary>
    public static string Lower(string name) =>
        !name.AsSpan().ContainsAnyInRange('A', 'Z') ? name
        : LowerByName.TryGetValue(name, out string? lower) ? lower
        : name.ToLowerInvariant();
}
