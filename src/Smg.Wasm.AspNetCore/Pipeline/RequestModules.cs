using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.AspNetCore.Targets;
using Smg.Wasm.AspNetCore.Telemetry;
using Smg.Wasm.Contract;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>
/// Takes a request through the modules that look at requests: 1. those in front that need no body, before the client sends it; 2. the
/// others, with the body whole.
/// </summary>
internal sealed class RequestModules(ModuleServices shared)
{
    /// <summary>Calls the modules.</summary>
    /// <param name="context">The request.</param>
    /// <param name="snapshot">The modules of this moment.</param>
    /// <param name="body">The request's body; null where no module needs it.</param>
    /// <returns>Whether the request is to be forwarded; else it has been answered.</returns>
    public async ValueTask<bool> RunAsync(HttpContext context, ModuleSnapshot snapshot, RequestBody? body)
    {
        MiddlewareRequest? first = null;
        MiddlewareRequest? request = null;
        if (snapshot.BeforeBody.Count > 0)
        {
            first = Read(context, body: default);
            request = await CallAsync(context, snapshot, snapshot.BeforeBody, first).ConfigureAwait(false);
            if (request is null)
            {
                return false;
            }
        }

        bool isReplaced = request is not null && request.Body != default;
        if (isReplaced)
        {
            request = RequestMessage.EndExpectation(context.Request.Headers, request);
        }

        if (body is not null)
        {
            (IReadOnlyList<RegisteredModule> rest, MessageBody received) = (snapshot.AfterBody, default);
            if (!isReplaced)
            {
                if (await ReceiveAsync(body, context, request, rest).ConfigureAwait(false) is not { } reception)
                {
                    return false;
                }

                (rest, received) = reception;
                request = body.HasBegun ? RequestMessage.EndExpectation(context.Request.Headers, request) : request;
                request = body.IsDecoded ? RequestMessage.RemoveCodings(context.Request.Headers, request, received.Length) : request;
            }

#if SABOTAGE
            Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.SlowGateway ? 100 : 0);
            await (Smg.Sabotage.Fault.GatewayTail ? Smg.Sabotage.Fault.TailAsync() : Task.CompletedTask).ConfigureAwait(false);
#endif
            request =
                request is null ? Read(context, received)
                : isReplaced ? request
                : request with { Body = received };
            first ??= request;
            request = await CallAsync(context, snapshot, rest, request).ConfigureAwait(false);
            if (request is null)
            {
                return false;
            }

            isReplaced |= request.Body != received || body.IsDecoded;
            if (isReplaced)
            {
                body.Replace();
            }
        }

        if (isReplaced || !ReferenceEquals(request, first))
        {
            RequestMessage.Write(context, first!.Headers, request!, isReplaced);
        }

        body?.Return();
        return true;
    }

    private static MiddlewareRequest Read(HttpContext context, MessageBody body) =>
        RequestMessage.Read(context.Request, context.Features.GetRequiredFeature<RequestTarget>(), body);

    /// <summary>Calls modules.</summary>
    /// <returns>The request as they left it; null where it has been answered.</returns>
    private async ValueTask<MiddlewareRequest?> CallAsync(
        HttpContext context,
        ModuleSnapshot snapshot,
        IReadOnlyList<RegisteredModule> links,
        MiddlewareRequest request
    )
    {
        shared.Modules.MarkAccess(links);
        ChainResult<MiddlewareRequest> result = await (AccessEntry.Of(context)?.Chain ?? shared.Chain)
            .RunOnRequestAsync(links, request, context.RequestAborted)
            .ConfigureAwait(false);
        if (result.Outcome == ChainOutcome.Forward)
        {
            return result.Message!;
        }

        await shared.Failure.EndAsync(context, result, snapshot.ForAttachPoint(AttachPoint.OnError)).ConfigureAwait(false);
        return null;
    }

    /// <summary>Reads the body for modules.</summary>
    /// <returns>The modules that are called, and what they get of the body; null where the request has been answered.</returns>
    private async ValueTask<(IReadOnlyList<RegisteredModule> Modules, MessageBody Body)?> ReceiveAsync(
        RequestBody body,
        HttpContext context,
        MiddlewareRequest? request,
        IReadOnlyList<RegisteredModule> modules
    )
    {
        BodyEnd end = await DecodeAsync(body, context, request).ConfigureAwait(false);
        if (end == BodyEnd.Complete)
        {
            return (modules, body.Bytes);
        }

        if (end is (BodyEnd.TooLarge or BodyEnd.NotDecodable) && MayPass(modules))
        {
            string reason = end == BodyEnd.TooLarge ? SkipReason.TooLarge : SkipReason.NotDecodable;
            return (shared.Skipped.Keep(modules, module => !module.NeedsBody, reason), default);
        }

        await shared.Answer.BodyAsync(context, end, shared.Limits.MaxBytes).ConfigureAwait(false);
        return null;
    }

    /// <summary>Reads the body and, where it has content codings, decodes it.</summary>
    private static async ValueTask<BodyEnd> DecodeAsync(RequestBody body, HttpContext context, MiddlewareRequest? request)
    {
        BodyEnd end = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        IReadOnlyList<string>? codings =
            end != BodyEnd.Complete || body.Bytes.Length == 0 ? []
            : request is null ? FindCodings(context.Request.Headers.ContentEncoding)
            : FindCodings(request.Headers);
        return codings is null ? BodyEnd.NotDecodable
            : codings.Count == 0 ? end
            : await body.DecodeAsync(codings, context.RequestAborted).ConfigureAwait(false);
    }

    private static IReadOnlyList<string>? FindCodings(StringValues values) => values.Count == 0 ? [] : ContentCoding.Read(values);

    /// <summary>The codings as modules in front left them.</summary>
    private static IReadOnlyList<string>? FindCodings(IReadOnlyList<Header> headers) =>
        ContentCoding.Read(
            headers
                .Where(header => header.Name.Equals(ContentCoding.Field, StringComparison.OrdinalIgnoreCase))
                .Select(header => header.Value)
        );

    /// <summary>Whether a body that no module can get may pass: all that need it are open.</summary>
    private static bool MayPass(IReadOnlyList<RegisteredModule> modules) =>
        modules.All(module => !module.NeedsBody || module.FailurePolicy == FailurePolicy.Open);
}
