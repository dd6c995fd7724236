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
        MiddlewareChain calls = AccessEntry.Of(context)?.Chain ?? shared.Chain;
        MiddlewareRequest? first = null;
        MiddlewareRequest? request = null;
        if (snapshot.BeforeBody.Count > 0)
        {
            first = RequestMessage.Read(context.Request, context.Features.GetRequiredFeature<RequestTarget>(), default);
            shared.Modules.MarkAccess(snapshot.BeforeBody);
            ChainResult<MiddlewareRequest> early = await calls
                .RunOnRequestAsync(snapshot.BeforeBody, first, context.RequestAborted)
                .ConfigureAwait(false);
            if (early.Outcome != ChainOutcome.Forward)
            {
                await shared.Failure.EndAsync(context, early, snapshot.ForAttachPoint(AttachPoint.OnError)).ConfigureAwait(false);
                return false;
            }

            request = early.Message!;
        }

        bool isReplaced = request is not null && request.Body != default;
        if (isReplaced)
        {
            request = RequestMessage.EndExpectation(context.Request.Headers, request);
        }

        MessageBody received = default;
        if (body is not null)
        {
            IReadOnlyList<RegisteredModule> rest = snapshot.AfterBody;
            if (!isReplaced)
            {
                BodyEnd end = await ReceiveAsync(body, context, request).ConfigureAwait(false);
                if (end is (BodyEnd.TooLarge or BodyEnd.NotDecodable) && MayPass(rest))
                {
                    string reason = end == BodyEnd.TooLarge ? SkipReason.TooLarge : SkipReason.NotDecodable;
                    rest = shared.Skipped.Keep(rest, module => !module.NeedsBody, reason);
                }
                else if (end != BodyEnd.Complete)
                {
                    await shared.Answer.BodyAsync(context, end, shared.Limits.MaxBytes).ConfigureAwait(false);
                    return false;
                }
                else
                {
                    received = body.Bytes;
                }

                if (body.HasBegun)
                {
                    request = RequestMessage.EndExpectation(context.Request.Headers, request);
                }

                if (body.IsDecoded)
                {
                    request = RequestMessage.RemoveCodings(context.Request.Headers, request, received.Length);
                }
            }

#if SABOTAGE
            Smg.Sabotage.Fault.Spin(Smg.Sabotage.Fault.SlowGateway ? 100 : 0);
            await (Smg.Sabotage.Fault.GatewayTail ? Smg.Sabotage.Fault.TailAsync() : Task.CompletedTask).ConfigureAwait(false);
#endif
            request =
                request is null ? RequestMessage.Read(context.Request, context.Features.GetRequiredFeature<RequestTarget>(), received)
                : isReplaced ? request
                : request with { Body = received };
            first ??= request;
            shared.Modules.MarkAccess(rest);
            ChainResult<MiddlewareRequest> late = await calls
                .RunOnRequestAsync(rest, request, context.RequestAborted)
                .ConfigureAwait(false);
            if (late.Outcome != ChainOutcome.Forward)
            {
                await shared.Failure.EndAsync(context, late, snapshot.ForAttachPoint(AttachPoint.OnError)).ConfigureAwait(false);
                return false;
            }

            request = late.Message!;

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

    /// <summary>Reads the body and, where it has content codings, decodes it.</summary>
    private static async ValueTask<BodyEnd> ReceiveAsync(RequestBody body, HttpContext context, MiddlewareRequest? request)
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
