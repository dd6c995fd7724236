using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.Contract;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>
/// Headers on their way between the server's form and the modules'. The server has each byte of a value as one character; modules get the
/// text that the bytes spell, and names in lower case.
/// </summary>
internal static class HeaderList
{
    /// <summary>
    /// A server's headers, one entry a value. Space around a value, which HTTP/2 lets through, is not a part of it (RFC 9110, 5.5).
    /// </summary>
    public static List<Header> Read(IHeaderDictionary headers)
    {
        List<Header> list = new(headers.Count);
        foreach ((string name, StringValues values) in headers)
        {
            string lower = HeaderNames.Lower(name);
            foreach (string? value in values)
            {
                list.Add(new Header(lower, HeaderText.Decode((value ?? "").Trim(' ', '\t'))));
            }
        }

        return list;
    }

    /// <summary>An upstream's headers, one entry a value; none is parsed.</summary>
    public static List<Header> Read(HttpResponseMessage response)
    {
        List<Header> list = [];
        Add(list, response.Headers.NonValidated);
        Add(list, response.Content.Headers.NonValidated);
        return list;
    }

    /// <summary>
    /// Makes a server's headers what modules made of them. Only names whose values were changed are written: all others keep their bytes,
    /// and so do the values that a module left where it changed others of the same name.
    /// </summary>
    /// <param name="before">The headers as the modules got them.</param>
    /// <param name="after">The headers as the modules left them.</param>
    /// <param name="headers">The server's headers, from which <paramref name="before"/> was read.</param>
    /// <param name="isDecoded">Whether the server has texts there, and not bytes.</param>
    public static void Write(IReadOnlyList<Header> before, IReadOnlyList<Header> after, IHeaderDictionary headers, bool isDecoded = false)
    {
        foreach ((string name, (List<string> old, List<string> changed)) in FindEdited(before, after))
        {
            if (changed.Count == 0)
            {
                headers.Remove(name);
            }
            else if (old.Count == 0)
            {
                headers[name] = Encode(changed, isDecoded);
            }
            else if (!AreSame(old, changed))
            {
                headers[name] = Encode(changed, (old, headers[name]), isDecoded);
            }
        }
    }

    /// <summary>
    /// Headers that differ, by name, with all their values before and after. Most modules add some at the end: the headers that both lists
    /// begin or end with are not looked at, but for values of the names found between.
    /// </summary>
    private static Dictionary<string, (List<string> Old, List<string> Changed)> FindEdited(
        IReadOnlyList<Header> before,
        IReadOnlyList<Header> after
    )
    {
        (int start, int end) = FindSameEnds(before, after);
        Dictionary<string, (List<string> Old, List<string> Changed)> edited = new(StringComparer.OrdinalIgnoreCase);
        foreach (IReadOnlyList<Header> list in (ReadOnlySpan<IReadOnlyList<Header>>)[before, after])
        {
            for (int i = start; i < list.Count - end; i++)
            {
                edited.TryAdd(list[i].Name, ([], []));
            }
        }

        foreach (Header header in before)
        {
            if (edited.TryGetValue(header.Name, out (List<string> Old, List<string> Changed) values))
            {
                values.Old.Add(header.Value);
            }
        }

        foreach (Header header in after)
        {
            if (edited.TryGetValue(header.Name, out (List<string> Old, List<string> Changed) values))
            {
                values.Changed.Add(header.Value);
            }
        }

        return edited;
    }

    /// <summary>How many headers two lists begin with, and end with, that are the same strings.</summary>
    private static (int Start, int End) FindSameEnds(IReadOnlyList<Header> before, IReadOnlyList<Header> after)
    {
        int most = Math.Min(before.Count, after.Count);
        int start = 0;
        while (start < most && IsSame(before[start], after[start]))
        {
            start++;
        }

        int end = 0;
        while (end < most - start && IsSame(before[before.Count - 1 - end], after[after.Count - 1 - end]))
        {
            end++;
        }

        return (start, end);
    }

    private static bool IsSame(Header left, Header right) =>
        ReferenceEquals(left.Name, right.Name) && ReferenceEquals(left.Value, right.Value);

    /// <summary>Whether no module touched the values: they are the very strings that the modules got.</summary>
    private static bool AreSame(List<string> left, List<string> right)
    {
        bool same = left.Count == right.Count;
        for (int i = 0; same && i < left.Count; i++)
        {
            same = ReferenceEquals(left[i], right[i]);
        }

        return same;
    }

    private static StringValues Encode(List<string> values, bool isDecoded) =>
        values.Count == 1 ? Encode(values[0], isDecoded) : values.Select(value => Encode(value, isDecoded)).ToArray();

    private static string Encode(string value, bool isDecoded) => isDecoded ? value : HeaderText.Encode(value);

    /// <summary>Values some of which may be those that there were, byte for byte.</summary>
    private static StringValues Encode(List<string> values, (List<string> Known, StringValues Wire) old, bool isDecoded)
    {
        string[] encoded = new string[values.Count];
        for (int i = 0; i < encoded.Length; i++)
        {
            int place = old.Known.FindIndex(value => ReferenceEquals(value, values[i]));
            encoded[i] = place >= 0 && old.Known.Count == old.Wire.Count ? old.Wire[place] ?? "" : Encode(values[i], isDecoded);
        }

        return encoded;
    }

    private static void Add(List<Header> list, HttpHeadersNonValidated headers)
    {
        foreach ((string name, HeaderStringValues values) in headers)
        {
            string lower = HeaderNames.Lower(name);
            foreach (string value in values)
            {
                list.Add(new Header(lower, HeaderText.Decode(value)));
            }
        }
    }
}
