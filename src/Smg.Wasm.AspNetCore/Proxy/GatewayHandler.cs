using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Features;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Configuration;
using Smg.Wasm.AspNetCore.Connections;
using Smg.Wasm.AspNetCore.Forwarding;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.AspNetCore.Pipeline;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.AspNetCore.Telemetry;
using Smg.Wasm.Registration;
using Yarp.ReverseProxy.Forwarder;

namespace Smg.Wasm.AspNetCore.Proxy;

/// <summary>
/// Takes a request through the gateway:
/// 1. its head loses what ends here and says where it comes from; it gets its id, its target is read once for all, and it is refused while
/// modules that must decide on it are missing; 2. it meets the modules of this moment, for its response too; 3. where modules look at
/// requests, those in front that need no body decide first, then its body is read whole, within the limits; 4. they continue, reject or
/// change it; 5. it is forwarded; 6. where modules look at responses, its response is read whole and they do the same with it; 7. where a
/// module failed and the request is refused for it, modules that look at failures may change the answer.
/// </summary>
internal sealed class GatewayHandler(GatewayOptions options, GatewayServices services, UpstreamClients upstream)
{
    private readonly TargetReader _targets = new(options.SmgWasm.Targets);
    private readonly RequestHead _head = new(options.Forwarding, keepsTrailers: options.UpstreamVersion.Major > 1);
    private readonly UpstreamTransformer _plain = new(options.Forwarding.Host == UpstreamHost.Client);
    private readonly string _destination = options.UpstreamOrigin;
    private readonly bool _seesInterim = options.UpstreamVersion.Major == 1;
    private readonly GatewayAnswer _answer = services.Modules.Answer;
    private readonly BodyLimits _limits = services.Modules.Limits;
    private readonly RequestModules _onRequest = services.Modules.CreateRequestModules();
    private readonly ResponseModules _onResponse = services.Modules.CreateResponseModules(options.Forwarding.Host == UpstreamHost.Client);
    private readonly ForwarderRequestConfig _forwarding = new()
    {
        ActivityTimeout = TimeSpan.FromMilliseconds(options.UpstreamTimeoutMs),
        Version = options.UpstreamVersion,
        VersionPolicy =
            options.UpstreamVersion.Major == 1 ? HttpVersionPolicy.RequestVersionOrLower : HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>Answers a request. Where nobody watches it, that costs nothing.</summary>
    public Task HandleAsync(HttpContext context) =>
        services.Access is null && !GatewayTracing.IsOn ? ServeAsync(context) : WatchAsync(context);

    /// <summary>Answers a request that is logged, or has a span.</summary>
    private async Task WatchAsync(HttpContext context)
    {
        AccessEntry? entry = services.Access?.Begin(context);
        Activity? span = GatewayTracing.IsOn ? GatewayTracing.Start(context) : null;
        try
        {
            await ServeAsync(context).ConfigureAwait(false);
        }
        finally
        {
            GatewayTracing.End(span, context);
            if (entry is not null)
            {
                entry.End(context);
                services.Access!.Add(entry);
            }
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "It is logged, and the client is answered.")]
    private async Task ServeAsync(HttpContext context)
    {
        ConnectionActivity? activity = context.Features.Get<ConnectionActivity>();
        activity?.Begin();
        try
        {
            if (Refuse(context) is { } refusal)
            {
                await refusal.ConfigureAwait(false);
                return;
            }

            _ = services.Modules.Selector.Choose(
                context,
                context.Features.GetRequiredFeature<RequestTarget>(),
                out ModuleSnapshot snapshot
            );
            bool hasResponseModules = snapshot.LooksAtResponses;
            if (hasResponseModules)
            {
                ResponseFields.Reduce(context.Request.Headers);
            }

            using RequestBody? body = snapshot.AfterBody.Count == 0 ? null : new RequestBody(context.Request, _limits);
            if (
                (body is null && snapshot.BeforeBody.Count == 0) || await _onRequest.RunAsync(context, snapshot, body).ConfigureAwait(false)
            )
            {
                UpstreamTransformer transformer = hasResponseModules ? new ModuleTransformer(_onResponse, snapshot) : _plain;
                ForwarderError result;
                using (
                    _seesInterim
                        ? InterimRelay.Begin(
                            context,
                            services.Interim,
                            hasResponseModules,
                            body?.IsWhole ?? RequestBody.HasArrived(context.Request)
                        )
                        : null
                )
                {
                    result = await services
                        .Forwarder.SendAsync(context, _destination, upstream.For(context.Request.Method), _forwarding, transformer)
                        .ConfigureAwait(false);
                }

                if (result != ForwarderError.None)
                {
                    await FailAsync(context, result).ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception e)
        {
            services.Log.RequestFailed(context, e);
            await GatewayAnswer.InternalAsync(context).ConfigureAwait(false);
        }
        finally
        {
            activity?.End();
            if (services.Readiness.Phase == GatewayPhase.Cutting)
            {
                // The server cancels the request's token some time after it cut the connection: that is not waited for.
                AccessEntry.Of(context)?.Cut();
                services.Log.Cut(context);
            }
        }
    }

    /// <summary>Prepares a request's head, and answers what does not go further.</summary>
    /// <returns>Null where the request goes on.</returns>
    private Task? Refuse(HttpContext context)
    {
        _head.Prepare(context, HttpExit.IsAsked(context));
        RequestId.Ensure(context);
        if (_targets.Read(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, out string? error) is not { } target)
        {
            return GatewayAnswer.TargetAsync(context, error!);
        }

        context.Features.Set(target);
        return services.Readiness.BlocksTraffic ? _answer.HeldBackAsync(context)
            : !TransferCoding.IsUndone(context.Request) ? GatewayAnswer.RequestTransferCodingAsync(context)
            : MaxForwards.EndsHere(context.Request) ? GatewayAnswer.LastHopAsync(context)
            : options.UpstreamVersion.Major > 1 && ExactMethod.IsVariant(context.Request.Method) ? GatewayAnswer.MethodAsync(context)
            : null;
    }

    private Task FailAsync(HttpContext context, ForwarderError error)
    {
        if (!context.RequestAborted.IsCancellationRequested)
        {
            services.Log.UpstreamFailed(context, error);
        }

        bool isSilent = context.GetForwarderErrorFeature()?.Exception?.GetBaseException() is InterimTimeoutException;
        return GatewayAnswer.UpstreamAsync(context, isSilent ? ForwarderError.RequestTimedOut : error);
    }
}
