using System.Text;
using System.Text.Unicode;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>
/// Values of headers as text. HTTP has bytes there, and does not say in which encoding: what is valid UTF-8 is read as that, which other
/// text hardly ever is by chance, anything else as Latin-1.
/// </summary>
internal static class HeaderText
{
    private const char LastAscii = '\u007f';
    private const char LastByte = '\u00ff';

    /// <summary>
    /// Whether an application's server decodes headers itself, as Kestrel does by default: its values are texts, and none is one character
    /// a byte.
    /// </summary>
    public static bool IsDecoded(HttpContext context) => context.Features.Get<Marker>() is not null;

    /// <summary>Notes that the server of a request decodes headers itself.</summary>
    public static void SetDecoded(HttpContext context) => context.Features.Set(Marker.Instance);

    /// <summary>The text that a value's bytes spell.</summary>
    /// <param name="wire">The value, one character a byte, or a text that the server has decoded already.</param>
    /// <returns>The very string that was given where it is ASCII, or Latin-1.</returns>
    public static string Decode(string wire)
    {
        if (!wire.AsSpan().ContainsAnyExceptInRange('\0', LastAscii))
        {
            return wire;
        }

        if (wire.AsSpan().ContainsAnyExceptInRange('\0', LastByte))
        {
            return wire;
        }

        byte[] bytes = Encoding.Latin1.GetBytes(wire);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : wire;
    }

    /// <summary>A text that a module wrote as the characters of its bytes in UTF-8.</summary>
    public static string Encode(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('\0', LastAscii) ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)) : text;

    private sealed class Marker
    {
        public static readonly Marker Instance = new();
    }
}
