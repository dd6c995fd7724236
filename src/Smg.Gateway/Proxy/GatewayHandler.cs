using System.Net;
using Smg.Gateway.Admin;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Gateway.Proxy;

/// <summary>
/// Takes a request through the gateway:
/// 1. it gets its id, and is refused while modules that must decide on it are missing; 2. it meets the modules of this moment, for its response too;
/// 3. where modules look at requests, its body is read whole, within the limits; 4. they continue, reject or change it; 5. it is forwarded;
/// 6. where modules look at responses, and this one is no stream, it is read whole and they do the same with it;
/// 7. where a module failed and the request is refused for it, modules that look at failures may change the answer.
/// </summary>
internal sealed class GatewayHandler(
    GatewayOptions options, ModuleManager modules, Readiness readiness, MiddlewareChain chain, IHttpForwarder forwarder, HttpMessageInvoker upstream, int maxBodySize)
{
    private readonly string _destination = options.Upstream.GetLeftPart(UriPartial.Authority);
    private readonly TimeSpan _bodyTimeout = TimeSpan.FromMilliseconds(options.BodyTimeoutMs);
    private readonly GatewayAnswer _answer = new(options.RetryAfterSeconds);
    private readonly FailureAnswer _failure = new(new GatewayAnswer(options.RetryAfterSeconds), modules, chain);
    private readonly ForwarderRequestConfig _forwarding = new()
    {
        ActivityTimeout = TimeSpan.FromMilliseconds(options.UpstreamTimeoutMs),
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        string requestId = RequestId.Ensure(context);
        if (readiness.HoldsBack)
        {
            await _answer.HeldBackAsync(context).ConfigureAwait(false);
            return;
        }

        ModuleSnapshot snapshot = modules.Current;
        IReadOnlyList<RegisteredModule> onRequest = snapshot.ForAttachPoint(AttachPoint.OnRequest);
        if (onRequest.Count == 0 || await RunRequestModulesAsync(context, onRequest, snapshot, requestId).ConfigureAwait(false))
        {
            await ForwardAsync(context, snapshot).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the request through its modules.</summary>
    /// <returns>Whether it is to be forwarded; else it has been answered.</returns>
    private async ValueTask<bool> RunRequestModulesAsync(HttpContext context, IReadOnlyList<RegisteredModule> links, ModuleSnapshot snapshot, string requestId)
    {
        using RequestBody body = new(context.Request, maxBodySize);
        RequestBodyEnd end = await body.ReadAsync(_bodyTimeout, context.RequestAborted).ConfigureAwait(false);
        if (end != RequestBodyEnd.Complete)
        {
            await GatewayAnswer.BodyAsync(context, end, maxBodySize).ConfigureAwait(false);
            return false;
        }

#if SABOTAGE
        Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.SlowGateway ? 100 : 0);
        await (Smg.Sabotage.Fault.GatewayTail ? Smg.Sabotage.Fault.TailAsync() : Task.CompletedTask).ConfigureAwait(false);
#endif
        MiddlewareRequest request = RequestMessage.Read(context.Request, body.Bytes, requestId);
        modules.MarkAccess(links);
        ChainResult<MiddlewareRequest> result = await chain.RunOnRequestAsync(links, request, context.RequestAborted).ConfigureAwait(false);
        switch (result.Outcome)
        {
            case ChainOutcome.Forward:
                if (!ReferenceEquals(result.Message, request))
                {
                    RequestMessage.Write(context, request, result.Message!, body);
                }

                return true;
            case ChainOutcome.Reject:
                await _failure.SendAsync(context, result.Rejection!, snapshot.ForAttachPoint(AttachPoint.OnError)).ConfigureAwait(false);
                return false;
            case ChainOutcome.Cancelled:
            default:
                context.Abort();
                return false;
        }
    }

    private async Task ForwardAsync(HttpContext context, ModuleSnapshot snapshot)
    {
        ModuleTransformer transformer = snapshot.ForAttachPoint(AttachPoint.OnResponse).Count == 0
            ? ModuleTransformer.WithoutModules
            : new ModuleTransformer(snapshot, modules, chain, _failure, maxBodySize);
        ForwarderError error = await forwarder.SendAsync(context, _destination, upstream, _forwarding, transformer).ConfigureAwait(false);
        if (error != ForwarderError.None)
        {
            await GatewayAnswer.UpstreamAsync(context, error).ConfigureAwait(false);
        }
    }
}
