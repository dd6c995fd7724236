using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.AspNetCore.Pipeline;
using Smg.Wasm.AspNetCore.Targets;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Smg.Wasm.AspNetCore.Proxy;

/// <summary>
/// What YARP forwards of an application, as the gateway does: target and method as modules saw them, and answers that HTTP allows.
/// </summary>
/// <param name="isOnOwnConnections">Whether requests leave by <see cref="ForwardingClientFactory"/>.</param>
internal sealed class EndpointTransforms(bool isOnOwnConnections)
{
    /// <summary>The error of connections that two parts of an application make.</summary>
    public const string OtherFactory =
        "AddWasmForwarding makes the connections to destinations, but another IForwarderHttpClientFactory is registered, as by "
        + "ConfigureHttpClient: pass the handler's configuration to AddWasmForwarding(configure), or call AddWasmTransforms in its place.";

    private const string MaxForwardsField = "Max-Forwards";

    /// <summary>The transforms of an application.</summary>
    /// <exception cref="InvalidOperationException">Its connections would not be those that were asked for.</exception>
    public static EndpointTransforms Of(IServiceProvider services)
    {
        bool isWanted = services.GetService<ForwardingSettings>() is not null;
        if (isWanted && services.GetService<IForwarderHttpClientFactory>() is not ForwardingClientFactory)
        {
            throw new InvalidOperationException(OtherFactory);
        }

        return new EndpointTransforms(isWanted);
    }

    /// <summary>
    /// Prepares a request: 1. a method that cannot go on as it came is refused; 2. one that may not be forwarded further is answered;
    /// 3. fields that Connection names end here; 4. fields without a value go on; 5. the target goes on byte for byte, where nothing else
    /// changes it.
    /// </summary>
    public async ValueTask RequestAsync(RequestTransformContext context)
    {
        HttpRequest request = context.HttpContext.Request;
        if (ExactMethod.IsVariant(request.Method) && !TryKeepMethod(context))
        {
            await GatewayAnswer.MethodAsync(context.HttpContext).ConfigureAwait(false);
            return;
        }

        if (isOnOwnConnections)
        {
            if (MaxForwards.EndsHere(request))
            {
                await GatewayAnswer.LastHopAsync(context.HttpContext).ConfigureAwait(false);

                // By that YARP knows that the request is answered.
                await context.HttpContext.Response.StartAsync().ConfigureAwait(false);
                return;
            }

            CopyMaxForwards(context);
            ForwardingHandler.Attach(context.ProxyRequest, context.HttpContext);
        }

        PrepareFields(context);
        SetTarget(context);
    }

    private static void PrepareFields(RequestTransformContext context)
    {
        HttpRequest request = context.HttpContext.Request;
        if (!request.Host.HasValue)
        {
            // Else it goes out beside the destination's.
            context.ProxyRequest.Headers.Remove("Host");
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
    }

    private static void SetTarget(RequestTransformContext context)
    {
        HttpRequest request = context.HttpContext.Request;
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
    }

    /// <summary>
    /// Sends a method such as <c>Post</c> as it came, over HTTP/1.1: HTTP/2 cannot carry the mark, and YARP switches protocols by GET
    /// alone.
    /// </summary>
    /// <returns>Whether the request may go on.</returns>
    private bool TryKeepMethod(RequestTransformContext context)
    {
        HttpRequestMessage proxied = context.ProxyRequest;
        string method = context.HttpContext.Request.Method;
        if (!proxied.Method.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
        {
            // Another transform has set a method of its choice.
            return true;
        }

        if (
            !isOnOwnConnections
            || HttpExit.IsAsked(context.HttpContext)
            || (proxied.Version.Major > 1 && proxied.VersionPolicy != HttpVersionPolicy.RequestVersionOrLower)
        )
        {
            return false;
        }

        (proxied.Version, proxied.VersionPolicy) = (HttpVersion.Version11, HttpVersionPolicy.RequestVersionOrLower);
        proxied.Method = ExactMethod.Mark(method);
        return true;
    }

    /// <summary>Fields were copied before they were counted down.</summary>
    private static void CopyMaxForwards(RequestTransformContext context)
    {
        if (context.HeadersCopied && context.ProxyRequest.Headers.Remove(MaxForwardsField))
        {
            context.ProxyRequest.Headers.TryAddWithoutValidation(
                MaxForwardsField,
                (IEnumerable<string?>)context.HttpContext.Request.Headers[MaxForwardsField]
            );
        }
    }

    /// <summary>
    /// Checks a response: a status that HTTP does not have is refused, and so is a transfer coding that nobody undoes; one without a body
    /// has none. The latter is done after the modules
    /// where they see responses.
    /// </summary>
    public static async ValueTask ResponseAsync(ResponseTransformContext context)
    {
        HttpContext http = context.HttpContext;
        if (context.ProxyResponse is not { } response)
        {
            return;
        }

        int status = (int)response.StatusCode;
        if (!StatusRules.CanBeForwarded(status) || !TransferCoding.IsUndone(response))
        {
            context.SuppressResponseBody = true;
            http.Response.Clear();
            RequestId.Repeat(http);
            await (
                StatusRules.CanBeForwarded(status) ? GatewayAnswer.TransferCodingAsync(http) : GatewayAnswer.StatusAsync(http, status)
            ).ConfigureAwait(false);
        }
        else if (!StatusRules.AllowsBody(status) && http.Features.Get<IHttpResponseFeature>() is not ResponseCapture)
        {
            context.SuppressResponseBody = true;
            StatusRules.SetBodylessLength(http.Response);
        }
    }
}
