using Microsoft.AspNetCore.Http.Features;
using Smg.Gateway.Targets;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Gateway.Proxy;

/// <summary>What the gateway adds to forwarding: the target and the method as modules saw them, the upstream's host, the request's id on the answer.</summary>
/// <param name="keepsHost">Whether the upstream gets the client's Host.</param>
internal class UpstreamTransformer(bool keepsHost) : HttpTransformer
{
    /// <inheritdoc/>
    public sealed override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken).ConfigureAwait(false);
        proxyRequest.RequestUri = httpContext.Features.GetRequiredFeature<RequestTarget>().At(destinationPrefix);
        if (!keepsHost)
        {
            proxyRequest.Headers.Host = null;
        }

        if (ExactMethod.IsVariant(httpContext.Request.Method))
        {
            proxyRequest.Method = ExactMethod.Mark(httpContext.Request.Method);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        bool hasBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken).ConfigureAwait(false);
        RequestId.Repeat(httpContext);
        return hasBody;
    }
}
