using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Contract;

namespace Smg.Wasm.AspNetCore.Messages;

/// <summary>A request on its way between the server's form and the modules'.</summary>
internal static class RequestMessage
{
    /// <summary>The request as modules see it.</summary>
    public static MiddlewareRequest Read(HttpRequest request, RequestTarget target, MessageBody body) =>
        new()
        {
            Method = HttpExit.IsTunnel(request.HttpContext) ? HttpMethods.Get : request.Method,
            Path = target.Path,
            Query = target.QueryText,
            Headers = HeaderList.Read(request.Headers),
            Body = body,
            RequestId = request.HttpContext.TraceIdentifier,
            NowEpochMs = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
        };

    /// <summary>
    /// Ends a client's expectation of 100 (Continue): the server has answered it, or the client's body does not go on. An upstream that
    /// sends no 100 would be waited for in vain. Of a body that streams, the upstream decides (RFC 9110, 10.1.1).
    /// </summary>
    /// <param name="headers">The server's headers.</param>
    /// <param name="request">The message as modules saw it before its body came; null where none did.</param>
    /// <returns>The message without the expectation.</returns>
    public static MiddlewareRequest? EndExpectation(IHeaderDictionary headers, MiddlewareRequest? request)
    {
        if (headers.Expect.Count > 0)
        {
            headers.Expect = new StringValues([.. headers.Expect.Where(value => !IsContinue(value))]);
        }

        return request is null || !request.Headers.Any(IsExpectation)
            ? request
            : request with
            {
                Headers = [.. request.Headers.Where(header => !IsExpectation(header))],
            };
    }

    /// <summary>Makes a request's head that of its decoded body, for the server and for modules.</summary>
    /// <param name="headers">The server's headers.</param>
    /// <param name="request">The message as modules saw it before its body came; null where none did.</param>
    /// <param name="length">Bytes of the decoded body.</param>
    /// <returns>The message with the head of the decoded body.</returns>
    public static MiddlewareRequest? RemoveCodings(IHeaderDictionary headers, MiddlewareRequest? request, int length)
    {
        string? given = headers.ContentLength is null ? null : length.ToString(CultureInfo.InvariantCulture);
        ContentCoding.Remove(headers, given is null ? null : length);
        return request is null
            ? null
            : request with
            {
                Headers =
                [
                    .. request
                        .Headers.Where(header => !ContentCoding.IsOfCoding(header.Name))
                        .Select(header => header.Name == "content-length" && given is not null ? header with { Value = given } : header),
                ],
            };
    }

    /// <summary>Makes the request what the modules made of it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="before">The headers as the first module got them.</param>
    /// <param name="after">The message as the last module left it.</param>
    /// <param name="isReplaced">Whether its body is not the client's.</param>
    public static void Write(HttpContext context, IReadOnlyList<Header> before, MiddlewareRequest after, bool isReplaced)
    {
        if (!ReferenceEquals(before, after.Headers))
        {
            HeaderList.Write(before, after.Headers, context.Request.Headers, HeaderText.IsDecoded(context));
        }

        if (isReplaced)
        {
            ReadOnlyMemory<byte> body = after.Body.ToMemory();
            ArraySegment<byte> bytes = MemoryMarshal.TryGetArray(body, out ArraySegment<byte> array) ? array : body.ToArray();
            context.Request.Body = new MemoryStream(bytes.Array ?? [], bytes.Offset, bytes.Count, writable: false);
            context.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody(after.Body.Length > 0));
        }
    }

    private static bool IsExpectation(Header header) =>
        header.Name.Equals("expect", StringComparison.OrdinalIgnoreCase) && IsContinue(header.Value);

    private static bool IsContinue(string? value) => string.Equals(value, "100-continue", StringComparison.OrdinalIgnoreCase);

    /// <summary>A request that had no body may have one now.</summary>
    private sealed class HasBody(bool canHaveBody) : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => canHaveBody;
    }
}
