using System.Collections.Frozen;
using Smg.Wasm.Middleware;

namespace Smg.Gateway.Proxy;

/// <summary>A response on its way from the modules' form to the server's.</summary>
internal static class ResponseMessage
{
    /// <summary>What belongs to the connection to the upstream and not to the message.</summary>
    private static readonly FrozenSet<string> HopByHop = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade");

    /// <summary>Makes status and headers what the modules made of them.</summary>
    public static void WriteHead(HttpResponse target, MiddlewareResponse before, MiddlewareResponse after)
    {
        target.StatusCode = after.Status;
        if (!ReferenceEquals(before.Headers, after.Headers))
        {
            HeaderList.Write([.. after.Headers.Where(header => !HopByHop.Contains(header.Name))], target.Headers);
        }
    }
}
