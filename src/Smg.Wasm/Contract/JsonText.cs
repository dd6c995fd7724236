using System.Runtime.InteropServices;
using System.Text.Json;
using UnicodeUtf8 = System.Text.Unicode.Utf8;

namespace Smg.Wasm.Contract;

/// <summary>
/// A JSON value as its original text, which hooks get byte for byte: numbers are not rounded, escapes not rewritten, fields not moved. It
/// refers to its owner's memory, which must neither change nor be released while a call runs.
/// </summary>
public sealed class JsonText
{
    private readonly JsonElement _element;
    private readonly ReadOnlyMemory<byte> _utf8;

    private JsonText(JsonElement element)
    {
        _element = element;
        IsUtf8 = UnicodeUtf8.IsValid(Utf8);
    }

    private JsonText(ReadOnlyMemory<byte> utf8)
    {
        _utf8 = utf8;
        IsUtf8 = UnicodeUtf8.IsValid(utf8.Span);
    }

    /// <summary>JSON's <c>null</c>.</summary>
    public static JsonText Null { get; } = new("null"u8.ToArray());

    /// <summary>Returns the text of a parsed value.</summary>
    /// <param name="element">The value. Its document must not be disposed while a call runs.</param>
    /// <exception cref="ArgumentException">The value is undefined, as that of <c>default(JsonElement)</c> is.</exception>
    public static JsonText From(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined
            ? throw new ArgumentException("The element is undefined; an absent value is JSON's null.", nameof(element))
            : new JsonText(element);

    /// <summary>Wraps the text of a value, without parsing it.</summary>
    /// <param name="utf8">The text of one JSON value.</param>
    /// <exception cref="ArgumentException">The text is empty, which is not JSON.</exception>
    public static JsonText FromUtf8(ReadOnlyMemory<byte> utf8) =>
        utf8.IsEmpty ? throw new ArgumentException("The text is empty; an absent value is JSON's null.", nameof(utf8)) : new JsonText(utf8);

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8.IsEmpty ? JsonMarshal.GetRawUtf8Value(_element) : _utf8.Span;

    /// <summary>Whether it was UTF-8 when it was taken.</summary>
    internal bool IsUtf8 { get; }
}
