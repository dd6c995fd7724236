using Microsoft.AspNetCore.Http.Features;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.AspNetCore.Pipeline;
using Smg.Wasm.AspNetCore.Targets;
using Yarp.ReverseProxy.Transforms;

namespace Smg.Wasm.AspNetCore.Proxy;

/// <summary>
/// What YARP forwards of an application, as the gateway does: target and method as modules saw them, and answers that HTTP allows.
/// </summary>
internal static class EndpointTransforms
{
    /// <summary>
    /// Prepares a request: 1. a method that the client would write in another case is refused; 2. fields that Connection names end here;
    /// 3. fields without a value go on; 4. the target goes on byte for byte, where nothing else changes it.
    /// </summary>
    public static ValueTask RequestAsync(RequestTransformContext context)
    {
        HttpRequest request = context.HttpContext.Request;
        if (ExactMethod.IsVariant(request.Method))
        {
            return new ValueTask(GatewayAnswer.MethodAsync(context.HttpContext));
        }

        if (request.Headers.Connection.Count > 0)
        {
            foreach (string name in RequestHead.NamedFields(request.Headers))
            {
                context.ProxyRequest.Headers.Remove(name);
            }
        }

        if (context.HeadersCopied)
        {
            UpstreamTransformer.AddEmptyHeaders(request.Headers, context.ProxyRequest);
        }

        if (
            context.HttpContext.Features.Get<RequestTarget>() is { } target
            && context.Path == request.Path
            && !request.PathBase.HasValue
            && context.ProxyRequest.RequestUri is null
            && Uri.TryCreate(context.DestinationPrefix, UriKind.Absolute, out Uri? prefix)
            && prefix.AbsolutePath == "/"
            && context.Query.QueryString == request.QueryString
        )
        {
            context.ProxyRequest.RequestUri = target.At(prefix.GetLeftPart(UriPartial.Authority));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Checks a response: a status that HTTP does not have is refused, one without a body has none. Where modules see responses they do
    /// that themselves.
    /// </summary>
    public static async ValueTask ResponseAsync(ResponseTransformContext context)
    {
        HttpContext http = context.HttpContext;
        if (context.ProxyResponse is not { } response || http.Features.Get<IHttpResponseFeature>() is ResponseCapture)
        {
            return;
        }

        int status = (int)response.StatusCode;
        if (!StatusRules.CanBeForwarded(status))
        {
            context.SuppressResponseBody = true;
            http.Response.Clear();
            RequestId.Repeat(http);
            await GatewayAnswer.StatusAsync(http, status).ConfigureAwait(false);
        }
        else if (!StatusRules.AllowsBody(status))
        {
            context.SuppressResponseBody = true;
            StatusRules.SetBodylessLength(http.Response);
        }
    }
}
