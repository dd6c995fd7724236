using System.Collections.Frozen;
using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.AspNetCore.Targets;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Wasm.AspNetCore.Forwarding;

/// <summary>
/// What the gateway adds to forwarding: the target and the method as modules saw them, the upstream's host, the request's id on the answer.
/// </summary>
/// <param name="keepsHost">Whether the upstream gets the client's Host.</param>
internal class UpstreamTransformer(bool keepsHost) : HttpTransformer
{
    /// <summary>What belongs to the client's connection and not to the message.</summary>
    private static readonly FrozenSet<string> OfTheConnection = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection",
        "Content-Length",
        "Host",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade"
    );

    /// <inheritdoc/>
    public sealed override async ValueTask TransformRequestAsync(
        HttpContext httpContext,
        HttpRequestMessage proxyRequest,
        string destinationPrefix,
        CancellationToken cancellationToken
    )
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken).ConfigureAwait(false);
        proxyRequest.RequestUri = httpContext.Features.GetRequiredFeature<RequestTarget>().At(destinationPrefix);
        AddEmptyHeaders(httpContext.Request.Headers, proxyRequest);
        OnRequest(proxyRequest);
        if (!keepsHost)
        {
            proxyRequest.Headers.Host = null;
        }

        if (ExactMethod.IsVariant(httpContext.Request.Method))
        {
            proxyRequest.Method = ExactMethod.Mark(httpContext.Request.Method);
        }

        AccessEntry.Of(httpContext)?.Forward();
    }

    /// <inheritdoc/>
    public override ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext,
        HttpResponseMessage? proxyResponse,
        CancellationToken cancellationToken
    )
    {
        AccessEntry.Of(httpContext)?.Answer();
        return CopyHeadAsync(httpContext, proxyResponse);
    }

    /// <summary>Makes the client's response begin as the upstream's does, or refuses it.</summary>
    /// <returns>Whether a body may follow.</returns>
    public async ValueTask<bool> CopyHeadAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse)
    {
        int status = (int)(proxyResponse?.StatusCode ?? HttpStatusCode.BadGateway);
        if (!StatusRules.CanBeForwarded(status))
        {
            await GatewayAnswer.StatusAsync(httpContext, status).ConfigureAwait(false);
            return false;
        }

        if (proxyResponse is not null && !TransferCoding.IsUndone(proxyResponse))
        {
            await GatewayAnswer.TransferCodingAsync(httpContext).ConfigureAwait(false);
            return false;
        }

        bool hasBody = await base.TransformResponseAsync(httpContext, proxyResponse, httpContext.RequestAborted).ConfigureAwait(false);
        RequestId.Repeat(httpContext);
        if (StatusRules.AllowsBody(status))
        {
            return hasBody;
        }

        StatusRules.SetBodylessLength(httpContext.Response);
        return false;
    }

    /// <summary>Changes the request as it goes out, after all modules.</summary>
    protected virtual void OnRequest(HttpRequestMessage request) { }

    /// <summary>A header without a value says something too, and the forwarder leaves it out.</summary>
    internal static void AddEmptyHeaders(IHeaderDictionary headers, HttpRequestMessage request)
    {
        foreach ((string name, StringValues values) in headers)
        {
            if (
                values is [""]
                && !OfTheConnection.Contains(name)
                && !request.Headers.NonValidated.Contains(name)
                && request.Content?.Headers.NonValidated.Contains(name) != true
                && !request.Headers.TryAddWithoutValidation(name, "")
            )
            {
                request.Content?.Headers.TryAddWithoutValidation(name, "");
            }
        }
    }
}
