using System.Text;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>
/// Reads the value of <c>Connection</c> so that the fields it names survive. Where Kestrel knows exactly one option in all lines of that
/// field, it replaces them by that option: of <c>close, X-Hop</c> remains <c>close</c>, and the knowledge that X-Hop ends here is lost. A
/// value with other names therefore gets two options, of which <c>close</c> overrules <c>keep-alive</c>: the price is that such a
/// connection is not kept.
/// </summary>
internal sealed class ConnectionFieldEncoding : Encoding
{
    private const string Both = ", keep-alive, close";

    private static readonly string[] Known = ["keep-alive", "close", "Upgrade", "HTTP2-Settings"];

    /// <summary>The encoding; it holds no state.</summary>
    public static ConnectionFieldEncoding Instance { get; } = new();

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => Read(bytes.AsSpan(index, count)).Length;

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        string text = Read(bytes.AsSpan(byteIndex, byteCount));
        text.CopyTo(chars.AsSpan(charIndex));
        return text.Length;
    }

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => charCount;

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => byteCount + Both.Length;

    /// <summary>The value as Kestrel gets it.</summary>
    internal static string Read(ReadOnlySpan<byte> bytes)
    {
        string value = Latin1.GetString(bytes);
        string[] names = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.All(name => Known.Contains(name, StringComparer.OrdinalIgnoreCase)) ? value : value + Both;
    }
}
