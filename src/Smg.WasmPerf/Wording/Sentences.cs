namespace Smg.WasmPerf.Wording;

/// <summary>Small changes of sentences.</summary>
internal static class Sentences
{
    /// <summary>The text with a capital first letter.</summary>
    /// <param name="text">The text.</param>
    public static string Capitalized(this string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>The text, or its beginning and an ellipsis where it is too long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">The characters that have room.</param>
    public static string Shortened(this string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1), "…");

    /// <summary>The text with a full stop at its end, and one only.</summary>
    /// <param name="text">The text.</param>
    public static string Stopped(this string text) => text.TrimEnd('.', ' ') + ".";
}
