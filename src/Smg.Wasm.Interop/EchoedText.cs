using System.Buffers;
using System.Text;

namespace Smg.Wasm.Interop;

/// <summary>Text from outside, as for names that a component chooses, in the form in which messages repeat it.</summary>
public static class EchoedText
{
    /// <summary>Characters of one name that a message repeats: more than any sensible name has.</summary>
    public const int MaxNameLength = 200;

    /// <summary>Characters of a whole message of Wasmtime's that is repeated.</summary>
    private const int MaxMessageLength = 2000;

    private const string Cut = "…";

    /// <summary>Text without any of these is one word for <see cref="Message"/>.</summary>
    private static readonly SearchValues<char> Breaks = SearchValues.Create(" \t\r\n");

    /// <summary>A name: control characters become spaces, and what exceeds <see cref="MaxNameLength"/> becomes an ellipsis.</summary>
    public static string Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string cut = name.Length <= MaxNameLength ? name : string.Concat(name.AsSpan(0, End(name, MaxNameLength)), Cut);
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c)) : cut;
    }

    /// <summary>
    /// A message that quotes names in backticks or as words: each of them is cut as a name is, and the whole has an end too.
    /// </summary>
    public static string Message(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Length <= MaxNameLength)
        {
            return message;
        }

        StringBuilder text = new();
        ReadOnlySpan<char> rest = message;
        while (!rest.IsEmpty && text.Length < MaxMessageLength)
        {
            int length = PieceLength(rest);
            ReadOnlySpan<char> piece = rest[..length];
            text.Append(piece[..End(piece, MaxNameLength)]).Append(length > MaxNameLength ? Cut : "");
            rest = rest[length..];
            if (length > MaxNameLength && piece is ['`', .., '`'])
            {
                text.Append('`');
            }
        }

        return text.Append(rest.IsEmpty ? "" : Cut).ToString();
    }

    /// <summary>The length of a quoted name, a word or a space at the start of a text.</summary>
    private static int PieceLength(ReadOnlySpan<char> text)
    {
        if (text[0] == '`' && text[1..].IndexOf('`') is >= 0 and int quote)
        {
            return quote + 2;
        }

        int end = text.IndexOfAny(Breaks);
        return end < 0 ? text.Length : Math.Max(end, 1);
    }

    /// <summary>Where a text ends that may have so many characters: never between two halves of one.</summary>
    private static int End(ReadOnlySpan<char> text, int max) =>
        text.Length <= max ? text.Length
        : char.IsHighSurrogate(text[max - 1]) ? max - 1
        : max;
}
