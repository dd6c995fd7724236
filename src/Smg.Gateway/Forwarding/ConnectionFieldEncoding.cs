using System.Text;

namespace Smg.Gateway.Forwarding;

/// <summary>
/// Reads the value of <c>Connection</c> so that the fields it names survive. Kestrel replaces <c>close, X-Hop</c> by <c>close</c> where it knows exactly
/// one of the options, and with it goes the knowledge that X-Hop ends here. A value with other names never has exactly one known option here:
/// <c>keep-alive</c> is left out, since it is HTTP/1.1's default, or added beside <c>close</c>, which overrules it, or beside <c>Upgrade</c>.
/// </summary>
internal sealed class ConnectionFieldEncoding : Encoding
{
    private const string KeepAlive = "keep-alive";

    private static readonly string[] Known = [KeepAlive, "close", "Upgrade"];

    /// <summary>The encoding; it holds no state.</summary>
    public static ConnectionFieldEncoding Instance { get; } = new();

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

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
    public override int GetMaxCharCount(int byteCount) => byteCount + KeepAlive.Length + 2;

    /// <summary>The value as Kestrel gets it.</summary>
    internal static string Read(ReadOnlySpan<byte> bytes)
    {
        string value = Latin1.GetString(bytes);
        string[] names = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] known = [.. names.Where(name => Known.Contains(name, StringComparer.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase)];
        return known.Length != 1 || names.Length == 1 || names.All(name => name.Equals(known[0], StringComparison.OrdinalIgnoreCase))
            ? value
            : known[0].Equals(KeepAlive, StringComparison.OrdinalIgnoreCase)
                ? string.Join(", ", names.Where(name => !name.Equals(KeepAlive, StringComparison.OrdinalIgnoreCase)))
                : $"{value}, {KeepAlive}";
    }
}
