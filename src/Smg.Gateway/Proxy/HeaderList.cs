using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.Middleware;

namespace Smg.Gateway.Proxy;

/// <summary>Headers on their way between the server's form and the modules'.</summary>
internal static class HeaderList
{
    /// <summary>A server's headers, one entry a value.</summary>
    public static List<Header> Read(IHeaderDictionary headers)
    {
        List<Header> list = new(headers.Count);
        foreach ((string name, StringValues values) in headers)
        {
            foreach (string? value in values)
            {
                list.Add(new Header(name, value ?? ""));
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

    /// <summary>Puts a list in the place of a server's headers.</summary>
    public static void Write(IReadOnlyList<Header> list, IHeaderDictionary headers)
    {
        headers.Clear();
        foreach (Header header in list)
        {
            headers.Append(header.Name, Wire(header.Value));
        }
    }

    /// <summary>A value as its bytes, one character each. What no byte stands for was written by a module, and becomes UTF-8.</summary>
    private static string Wire(string value)
        => value.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value)) : value;

    private static void Add(List<Header> list, HttpHeadersNonValidated headers)
    {
        foreach ((string name, HeaderStringValues values) in headers)
        {
            foreach (string value in values)
            {
                list.Add(new Header(name, value));
            }
        }
    }
}
