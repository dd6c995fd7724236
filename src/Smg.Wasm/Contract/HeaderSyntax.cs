using System.Buffers;

namespace Smg.Wasm.Contract;

/// <summary>What names and values of headers may consist of, by RFC 9110, section 5.</summary>
internal static class HeaderSyntax
{
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    /// <summary>All control characters but the tab: C0, DEL and C1.</summary>
    private static readonly SearchValues<char> Controls = SearchValues.Create([
        .. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(c => char.IsControl(c) && c != '\t'),
    ]);

    /// <summary>Whether a name is a token: not empty, and letters, digits and some signs of ASCII only.</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenCharacters);

    /// <summary>Whether a value holds no line break and no other control character. Characters outside ASCII are allowed.</summary>
    public static bool IsValue(string value) => !value.AsSpan().ContainsAny(Controls);
}
