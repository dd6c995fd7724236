using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.AspNetCore.Selection;
using Smg.Wasm.AspNetCore.State;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>
/// Takes a request through modules and an endpoint of this application:
/// 1. it gets its id, and its target is read once for modules, rules and endpoint; 2. it is refused while modules that must decide on it
/// are missing; 3. the modules of this moment are chosen whose rule fits and which its endpoint names; 4. those that look at requests
/// continue, reject or change it; 5. the endpoint answers; 6. those that look at responses get the answer, whole, by its head or event by
/// event.
/// </summary>
internal sealed class WasmPipeline
{
    private readonly ModuleSelector _selector;
    private readonly Readiness _readiness;
    private readonly BodyLimits _limits;
    private readonly RequestModules _onRequest;
    private readonly ResponseModules _onResponse;

    /// <summary>Makes a pipeline.</summary>
    /// <param name="selector">What chooses the modules of a request.</param>
    /// <param name="readiness">Whether requests may pass.</param>
    /// <param name="onRequest">The way of requests.</param>
    /// <param name="onResponse">The way of responses.</param>
    public WasmPipeline(ModuleSelector selector, Readiness readiness, RequestModules onRequest, ResponseModules onResponse)
    {
        _selector = selector;
        (_readiness, _onRequest, _onResponse) = (readiness, onRequest, onResponse);
        _limits = onResponse.Limits;
    }

    /// <summary>What reads targets. Defaults to refusing what servers read differently.</summary>
    public EndpointTarget Targets { get; init; } = new(new TargetRules());

    /// <summary>
    /// Whether the server decodes headers, as Kestrel does by default. Defaults to true; else each character is one byte, as a gateway
    /// needs
    /// to forward them unchanged.
    /// </summary>
    public bool HasDecodedHeaders { get; init; } = true;

    /// <summary>Takes a request through.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">The endpoint, or what leads to it.</param>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (HasDecodedHeaders)
        {
            HeaderText.SetDecoded(context);
        }

        RequestId.Ensure(context);
        if (Targets.Read(context, out string? error) is not { } target)
        {
            await GatewayAnswer.TargetAsync(context, error!).ConfigureAwait(false);
            return;
        }

        if (!TransferCoding.IsUndone(context.Request))
        {
            await GatewayAnswer.RequestTransferCodingAsync(context).ConfigureAwait(false);
            return;
        }

        context.Features.Set(target);
        // The admin API and /ready see no modules: they are how an operator ends it.
        if (_readiness.BlocksTraffic && context.GetEndpoint()?.Metadata.GetMetadata<IWasmModulesMetadata>() is not { Modules.Count: 0 })
        {
            await _onResponse.Answer.HeldBackAsync(context).ConfigureAwait(false);
            return;
        }

        if (_selector.Choose(context, target, out ModuleSnapshot modules) is { } missing)
        {
            await _onResponse.Answer.ModuleMissingAsync(context, missing).ConfigureAwait(false);
            return;
        }

        using RequestBody? body = modules.AfterBody.Count == 0 ? null : new RequestBody(context.Request, _limits);
        if (await MayPassAsync(context, modules, body).ConfigureAwait(false))
        {
            await (modules.LooksAtResponses ? CaptureAsync(context, modules, next) : next(context)).ConfigureAwait(false);
            if (!context.Response.HasStarted)
            {
                // YARP clears a response that failed.
                RequestId.Repeat(context);
            }
        }
    }

    private async ValueTask<bool> MayPassAsync(HttpContext context, ModuleSnapshot modules, RequestBody? body)
    {
        if (modules.LooksAtResponses)
        {
            ResponseFields.Reduce(context.Request.Headers);
        }

        if (body is null && modules.BeforeBody.Count == 0)
        {
            return true;
        }

        if (!await _onRequest.RunAsync(context, modules, body).ConfigureAwait(false))
        {
            return false;
        }

        body?.LeaveTo(context.Request);
        if (modules.LooksAtResponses)
        {
            // A module may have put back what keeps a response from those of responses.
            ResponseFields.Reduce(context.Request.Headers);
        }

        return true;
    }

    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "It goes on to whoever handles the endpoint's exceptions."
    )]
    private async Task CaptureAsync(HttpContext context, ModuleSnapshot modules, RequestDelegate next)
    {
        using IDisposable? upgrade = HttpUpgradeHold.Of(context, modules);
        ResponseCapture capture = new(context, (client, response) => new ResponseRun(_onResponse, modules, client, response).RunAsync());
        using CapturedAbort abort = new(context, capture);
        try
        {
            await next(context).ConfigureAwait(false);
            await capture.EndAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await capture.FailAsync(e).ConfigureAwait(false);
            throw;
        }
        finally
        {
            capture.Release();
        }
    }
}
