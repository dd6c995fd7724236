using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http.Features;
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
            MemoryMarshal.TryGetArray(after.Body.ToMemory(), out ArraySegment<byte> bytes);
            context.Request.Body = new MemoryStream(bytes.Array ?? [], bytes.Offset, bytes.Count, writable: false);
            context.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody(after.Body.Length > 0));
        }
    }

    /// <summary>A request that had no body may have one now.</summary>
    private sealed class HasBody(bool canHaveBody) : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => canHaveBody;
    }
}
