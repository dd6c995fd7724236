using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;

namespace Smg.Gateway.Proxy;

/// <summary>Takes a response that is no stream through the modules that look at responses.</summary>
internal sealed class ModuleTransformer(
    bool keepsHost, ModuleSnapshot snapshot, ModuleManager modules, MiddlewareChain chain, FailureAnswer failure, int maxBodySize) : UpstreamTransformer(keepsHost)
{
    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null || StreamRule.IsStream(proxyResponse))
        {
            return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken).ConfigureAwait(false);
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
