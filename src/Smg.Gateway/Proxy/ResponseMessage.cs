using Smg.Wasm.Contract;

namespace Smg.Gateway.Proxy;

/// <summary>A response on its way from the modules' form to the server's.</summary>
internal static class ResponseMessage
{
    /// <summary>Makes status and headers what the modules made of them.</summary>
    /// <param name="target">The response, with the upstream's headers but for those of its connection, which no module can change.</param>
    /// <param name="before">The response as the modules got it.</param>
    /// <param name="after">The response as the modules left it.</param>
    public static void WriteHead(HttpResponse target, MiddlewareResponse before, MiddlewareResponse after)
    {
        target.StatusCode = after.Status;
        if (!ReferenceEquals(before.Headers, after.Headers))
        {
            HeaderList.Write(before.Headers, after.Headers, target.Headers);
        }
    }
}
