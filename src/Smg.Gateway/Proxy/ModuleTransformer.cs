using Microsoft.AspNetCore.Http.Features;
using Smg.Gateway.Targets;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Gateway.Proxy;

/// <summary>What the gateway adds to forwarding: the target as it was received, and the modules that look at responses.</summary>
internal sealed class ModuleTransformer(ModuleSnapshot snapshot, ModuleManager modules, MiddlewareChain chain, FailureAnswer failure, int maxBodySize) : HttpTransformer
{
    private readonly bool _isPlain;

    private ModuleTransformer()
        : this(ModuleSnapshot.Empty, null!, null!, null!, 0) => _isPlain = true;

    /// <summary>No module looks at the response.</summary>
    public static ModuleTransformer WithoutModules { get; } = new();

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken).ConfigureAwait(false);
        proxyRequest.RequestUri = httpContext.Features.GetRequiredFeature<RequestTarget>().At(destinationPrefix);
        if (ExactMethod.IsVariant(httpContext.Request.Method))
        {
            proxyRequest.Method = ExactMethod.Mark(httpContext.Request.Method);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (_isPlain || proxyResponse is null || StreamRule.IsStream(proxyResponse))
        {
            bool hasBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken).ConfigureAwait(false);
            RequestId.Repeat(httpContext);
            return hasBody;
        }

        await using ResponseBody body = new(proxyResponse, maxBodySize);
        await body.ReadAsync(cancellationToken).ConfigureAwait(false);
        MiddlewareResponse response = new()
        {
            Status = (ushort)proxyResponse.StatusCode,
            Headers = HeaderList.Read(proxyResponse),
            Body = body.Bytes,
        };
        IReadOnlyList<RegisteredModule> links = snapshot.ForAttachPoint(AttachPoint.OnResponse);
        modules.MarkAccess(links);
        ChainResult<MiddlewareResponse> result = await chain.RunOnResponseAsync(links, response, httpContext.RequestAborted).ConfigureAwait(false);
        switch (result.Outcome)
        {
            case ChainOutcome.Forward:
                await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken).ConfigureAwait(false);
                ResponseMessage.WriteHead(httpContext.Response, response, result.Message!);
                RequestId.Repeat(httpContext);
                await body.SendAsync(httpContext.Response, result.Message!.Body, cancellationToken).ConfigureAwait(false);
                break;
            case ChainOutcome.Reject:
                await failure.SendAsync(httpContext, result.Rejection!, snapshot.ForAttachPoint(AttachPoint.OnError)).ConfigureAwait(false);
                break;
            case ChainOutcome.Cancelled:
            default:
                httpContext.Abort();
                break;
        }

        return false;
    }
}
