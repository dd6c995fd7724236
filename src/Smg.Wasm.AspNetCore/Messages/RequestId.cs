using System.Buffers;
using Microsoft.Extensions.Primitives;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>The id by which modules, upstream, client and logs know a request.</summary>
internal static class RequestId
{
    /// <summary>The header that carries it, in both directions.</summary>
    public const string Header = "x-request-id";

    private const int MaxLength = 128;

    /// <summary>Characters that are safe in a single log line.</summary>
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/+="
    );

    /// <summary>Takes the client's id, or makes one where it is missing or cannot be logged.</summary>
    public static string Ensure(HttpContext context)
    {
        StringValues given = context.Request.Headers[Header];
        string id = given is [{ Length: > 0 and <= MaxLength } one] && !one.AsSpan().ContainsAnyExcept(Allowed) ? one : RandomId.Next();
        if (!ReferenceEquals(id, given.Count == 1 ? given[0] : null))
        {
            context.Request.Headers[Header] = id;
        }

        context.TraceIdentifier = id;
        Repeat(context);
        return id;
    }

    /// <summary>Sends the client the id, also where an upstream sends another.</summary>
    public static void Repeat(HttpContext context) => context.Response.Headers[Header] = context.TraceIdentifier;
}
