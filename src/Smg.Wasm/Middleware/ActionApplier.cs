using System.Globalization;
using Smg.Wasm.Contract;

namespace Smg.Wasm.Middleware;

/// <summary>Applies a module's changes to a message.</summary>
internal static class ActionApplier
{
    /// <summary>
    /// Applies an action that has no fault. A new body keeps Content-Encoding and Content-Type as they are: to keep them true is the
    /// module's affair. Content-Length follows the body where the message has it, and is not made up where it has none, as in a message
    /// that is sent in chunks.
    /// </summary>
    /// <param name="message">The message; it stays as it is.</param>
    /// <param name="action">The changes. A request has no status to change.</param>
    /// <param name="attachPoint">Which kind of message it is.</param>
    /// <param name="dropped">The protected headers whose changes were dropped.</param>
    /// <returns>The changed message, or the same one when nothing is to be changed.</returns>
    public static MiddlewareInput Apply(
        MiddlewareInput message,
        ModifyAction action,
        AttachPoint attachPoint,
        out IReadOnlyCollection<string> dropped
    )
    {
        HeaderEdits edits = new(action, attachPoint);
        dropped = edits.Dropped;
        IReadOnlyList<Header> headers = edits.Apply(message.Headers);
        if (action.BodyReplace is { } body)
        {
            headers = body.Length == message.Body.Length ? headers : WithContentLength(headers, body.Length);
            message = message with { Headers = headers, Body = body };
        }
        else if (!ReferenceEquals(headers, message.Headers))
        {
            message = message with { Headers = headers };
        }

        return message is MiddlewareResponse response && action.Status is { } status ? response with { Status = status } : message;
    }

    /// <summary>
    /// The headers with one Content-Length where there was any. A body of the same length leaves it alone: the answer to HEAD describes a
    /// body that is not there.
    /// </summary>
    private static IReadOnlyList<Header> WithContentLength(IReadOnlyList<Header> headers, int length)
    {
        int first = IndexOfContentLength(headers);
        if (first < 0)
        {
            return headers;
        }

        List<Header> corrected = [.. headers.Where((header, i) => i == first || !IsContentLength(header))];
        corrected[first] = corrected[first] with { Value = length.ToString(CultureInfo.InvariantCulture) };
        return corrected;
    }

    private static int IndexOfContentLength(IReadOnlyList<Header> headers)
    {
        for (int i = 0; i < headers.Count; i++)
        {
            if (IsContentLength(headers[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsContentLength(Header header) =>
        header.Name.Equals(ProtectedHeaders.ContentLength, StringComparison.OrdinalIgnoreCase);
}
