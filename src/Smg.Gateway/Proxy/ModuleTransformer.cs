using System.IO.Pipelines;
using System.Net.Http.Headers;
using Smg.Gateway.Access;
using Smg.Gateway.Bodies;
using Smg.Gateway.Events;
using Smg.Gateway.Telemetry;
using Smg.Wasm.Contract;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Gateway.Proxy;

/// <summary>
/// Takes a response through the modules that look at responses:
/// 1. of a stream, those that need its body decide by their <c>on_stream</c>; 2. where none needs the body, they get the head, and the body streams;
/// 3. else the body is read whole and decoded, within the limits; 4. they let it pass, reject or change it.
/// </summary>
internal sealed class ModuleTransformer(ResponseModules shared, ModuleSnapshot snapshot) : UpstreamTransformer(shared.KeepsHost)
{
    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        AccessEntry.Of(httpContext)?.Answer();
        if (proxyResponse is null || !StatusRules.CanBeForwarded((int)proxyResponse.StatusCode))
        {
            return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken).ConfigureAwait(false);
        }

        proxyResponse.Headers.Remove("Trailer");
        IReadOnlyList<RegisteredModule> links = snapshot.ForAttachPoint(AttachPoint.OnResponse);
        IReadOnlyList<RegisteredModule> onEvent = [];
        if (StreamRule.IsStream(proxyResponse))
        {
            bool canBuffer = StreamRule.HasBody(proxyResponse) && !StreamRule.LeavesHttp(proxyResponse);
            onEvent = snapshot.ForAttachPoint(AttachPoint.OnEvent);
            if (FindRefusing(links, canBuffer) is { } refusing)
            {
                await GatewayAnswer.StreamAsync(httpContext, refusing).ConfigureAwait(false);
                return false;
            }

            if (!StreamRule.HasEvents(proxyResponse))
            {
                if (FindClosed(onEvent) is { } blind)
                {
                    await GatewayAnswer.StreamAsync(httpContext, blind).ConfigureAwait(false);
                    return false;
                }

                onEvent = shared.Skipped.Keep(onEvent, _ => false, SkipReason.NoEvents);
            }

            links = [.. links.Where(module => !module.NeedsBody || module.OnStream != StreamPolicy.Events)];
            links = shared.Skipped.Keep(links, module => !module.NeedsBody || module.OnStream == StreamPolicy.Buffer, SkipReason.Stream);
        }

        return NeedsBody(links) ? await TransformWholeAsync(httpContext, proxyResponse, (links, onEvent)).ConfigureAwait(false)
            : onEvent.Count > 0 ? await TransformEventsAsync(httpContext, proxyResponse, (links, onEvent), body: null).ConfigureAwait(false)
            : await TransformHeadAsync(httpContext, proxyResponse, links).ConfigureAwait(false);
    }

    /// <summary>Trailers come after the modules have decided: they are dropped.</summary>
    public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
        => ValueTask.CompletedTask;

    /// <summary>A module of requests may have put back what would keep a response from those of responses.</summary>
    protected override void OnRequest(HttpRequestMessage request)
    {
        request.Headers.Remove("Range");
        request.Headers.Remove("If-Range");
        if (request.Headers.NonValidated.TryGetValues("Accept-Encoding", out HeaderStringValues values))
        {
            string given = string.Join(", ", values);
            string reduced = ResponseFields.ReduceCodings(given);
            if (!string.Equals(given, reduced, StringComparison.Ordinal))
            {
                request.Headers.Remove("Accept-Encoding");
                request.Headers.TryAddWithoutValidation("Accept-Encoding", reduced);
            }
        }
    }

    private static RegisteredModule? FindRefusing(IReadOnlyList<RegisteredModule> links, bool canBuffer)
        => links.FirstOrDefault(module => module.NeedsBody && (module.OnStream == StreamPolicy.Reject || (module.OnStream == StreamPolicy.Buffer && !canBuffer)));

    private static RegisteredModule? FindClosed(IReadOnlyList<RegisteredModule> links) => links.FirstOrDefault(module => module.FailurePolicy == FailurePolicy.Closed);

    private static bool NeedsBody(IReadOnlyList<RegisteredModule> links)
    {
        for (int i = 0; i < links.Count; i++)
        {
            if (links[i].NeedsBody)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Modules that need no body: the response's streams through behind what they make of its head.</summary>
    private async ValueTask<bool> TransformHeadAsync(HttpContext context, HttpResponseMessage upstream, IReadOnlyList<RegisteredModule> links)
    {
        if (links.Count == 0)
        {
            return await base.TransformResponseAsync(context, upstream, context.RequestAborted).ConfigureAwait(false);
        }

        MiddlewareResponse response = new() { Status = (ushort)upstream.StatusCode, Headers = HeaderList.Read(upstream) };
        if (await RunAsync(context, links, response).ConfigureAwait(false) is not { } after)
        {
            return false;
        }

        bool hasBody = await WriteHeadAsync(context, upstream, response, after).ConfigureAwait(false);
        if (!hasBody || after.Body == response.Body)
        {
            return hasBody;
        }

        await ReplaceBodyAsync(context, after.Body).ConfigureAwait(false);
        return false;
    }

    /// <summary>Modules that see a stream's events: its events go through them behind what the others make of its head.</summary>
    private async ValueTask<bool> TransformEventsAsync(
        HttpContext context, HttpResponseMessage upstream, (IReadOnlyList<RegisteredModule> Links, IReadOnlyList<RegisteredModule> OnEvent) with, PipeReader? body)
    {
        if (ContentCoding.Of(upstream) is not { } codings)
        {
            if (FindClosed(with.OnEvent) is { } refusing)
            {
                await GatewayAnswer.CodingAsync(context, refusing).ConfigureAwait(false);
                return false;
            }

            _ = shared.Skipped.Keep(with.OnEvent, _ => false, SkipReason.NotDecodable);
            return await TransformHeadAsync(context, upstream, with.Links).ConfigureAwait(false);
        }

        if (codings.Count > 0)
        {
            ContentCoding.Strip(upstream, length: null);
        }

        MiddlewareResponse response = new() { Status = (ushort)upstream.StatusCode, Headers = with.Links.Count == 0 ? [] : HeaderList.Read(upstream) };
        if ((with.Links.Count == 0 ? response : await RunAsync(context, with.Links, response).ConfigureAwait(false)) is not { } after)
        {
            return false;
        }

        PipeReader source = after.Body != response.Body ? PipeReader.Create(after.Body.Sequence)
            : await EventStreams.ReaderAsync(body ?? await EventStreams.ReaderAsync(upstream, context.RequestAborted).ConfigureAwait(false), codings, context.RequestAborted).ConfigureAwait(false);
        try
        {
            await SendEventsAsync(context, upstream, source, (response, after, with.OnEvent)).ConfigureAwait(false);
        }
        finally
        {
            await source.CompleteAsync().ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Answers in place of a stream that must not begin.</summary>
    private async ValueTask RefuseAsync(HttpContext context, EventChainOpening opening)
    {
        if (opening.WithoutPlace is { } refusing)
        {
            await shared.Events.RefuseAsync(context, refusing).ConfigureAwait(false);
        }
        else if (opening.Rejection is { } rejection)
        {
            await shared.Failure.SendAsync(context, rejection, snapshot.ForAttachPoint(AttachPoint.OnError)).ConfigureAwait(false);
        }
        else
        {
            context.Abort();
        }
    }

    /// <summary>Makes the modules' instances, writes the head and sends the events.</summary>
    private async ValueTask SendEventsAsync(
        HttpContext context, HttpResponseMessage upstream, PipeReader source, (MiddlewareResponse Before, MiddlewareResponse After, IReadOnlyList<RegisteredModule> OnEvent) with)
    {
        shared.Modules.MarkAccess(with.OnEvent);
        EventChainOpening opening = await shared.Events.OpenAsync(context, with.OnEvent).ConfigureAwait(false);
        if (opening.Chain is not { } chain)
        {
            await RefuseAsync(context, opening).ConfigureAwait(false);
            return;
        }

        using (chain)
        {
            upstream.Content.Headers.Remove("Content-Length");
            if (await WriteHeadAsync(context, upstream, with.Before, with.After).ConfigureAwait(false))
            {
                context.Response.ContentLength = null;
                await shared.Events.SendAsync(context, source, (chain, with.OnEvent)).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> TransformWholeAsync(HttpContext context, HttpResponseMessage upstream, (IReadOnlyList<RegisteredModule> Links, IReadOnlyList<RegisteredModule> OnEvent) with)
    {
        IReadOnlyList<RegisteredModule> links = with.Links;
        await using ResponseBody body = new(upstream, shared.Limits);
        BodyEnd end = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        IReadOnlyList<string>? codings = ContentCoding.Of(upstream);
        if (end == BodyEnd.Complete && codings is { Count: > 0 })
        {
            if (body.Bytes.Length == 0)
            {
                ContentCoding.Strip(upstream, length: null);
            }
            else
            {
                end = await body.DecodeAsync(codings, context.RequestAborted).ConfigureAwait(false);
                codings = end == BodyEnd.Malformed ? null : codings;
                end = end == BodyEnd.Malformed ? BodyEnd.Complete : end;
            }
        }

        if (end is not (BodyEnd.Complete or BodyEnd.TooLarge))
        {
            await shared.Answer.ResponseBodyAsync(context, end).ConfigureAwait(false);
            return false;
        }

        if (end == BodyEnd.TooLarge && codings is not null && with.OnEvent.Count > 0 && links.All(module => module is { NeedsBody: false } or { FailurePolicy: FailurePolicy.Open }))
        {
            // Too long to be collected, and its events are seen all the same.
            links = shared.Skipped.Keep(links, module => !module.NeedsBody, SkipReason.TooLarge);
            return await TransformEventsAsync(context, upstream, (links, with.OnEvent), body.Rewind()).ConfigureAwait(false);
        }

        // What cannot be decoded is for a module as if it could not be had: Closed refuses, Open is passed over.
        if (codings is null && body.Length is not 0)
        {
            if ((links.FirstOrDefault(module => module is { NeedsBody: true, FailurePolicy: FailurePolicy.Closed }) ?? FindClosed(with.OnEvent)) is { } refusing)
            {
                await GatewayAnswer.CodingAsync(context, refusing).ConfigureAwait(false);
                return false;
            }

            links = shared.Skipped.Keep(links, module => !module.NeedsBody, SkipReason.NotDecodable);
            with.OnEvent = shared.Skipped.Keep(with.OnEvent, _ => false, SkipReason.NotDecodable);
        }

        await RunWholeAsync(context, upstream, (body, links, with.OnEvent)).ConfigureAwait(false);
        return false;
    }

    private async ValueTask RunWholeAsync(HttpContext context, HttpResponseMessage upstream, (ResponseBody Body, IReadOnlyList<RegisteredModule> Links, IReadOnlyList<RegisteredModule> OnEvent) with)
    {
        MiddlewareResponse response = new() { Status = (ushort)upstream.StatusCode, Headers = HeaderList.Read(upstream), Body = with.Body.Bytes };
        if (await RunAsync(context, with.Links, response).ConfigureAwait(false) is not { } after)
        {
            return;
        }

        if (with.OnEvent.Count > 0)
        {
            await SendEventsAsync(context, upstream, PipeReader.Create(after.Body.Sequence), (response, after, with.OnEvent)).ConfigureAwait(false);
            return;
        }

        if (!await WriteHeadAsync(context, upstream, response, after).ConfigureAwait(false))
        {
            return;
        }

        if (after.Body != response.Body)
        {
            await ReplaceBodyAsync(context, after.Body).ConfigureAwait(false);
            return;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            if (with.Body.Length is { } length)
            {
                context.Response.ContentLength = length;
            }

            await with.Body.SendAsync(context.Response, context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Calls the modules.</summary>
    /// <returns>The response that is to be sent; null when the client has been answered otherwise.</returns>
    private async ValueTask<MiddlewareResponse?> RunAsync(HttpContext context, IReadOnlyList<RegisteredModule> links, MiddlewareResponse response)
    {
        shared.Modules.MarkAccess(links);
        ChainResult<MiddlewareResponse> result = await (AccessEntry.Of(context)?.Chain ?? shared.Chain).RunOnResponseAsync(links, response, context.RequestAborted).ConfigureAwait(false);
        switch (result.Outcome)
        {
            case ChainOutcome.Forward:
                return result.Message;
            case ChainOutcome.Reject:
                await shared.Failure.SendAsync(context, result.Rejection!, snapshot.ForAttachPoint(AttachPoint.OnError)).ConfigureAwait(false);
                return null;
            case ChainOutcome.Cancelled:
            default:
                context.Abort();
                return null;
        }
    }

    /// <summary>Makes status and headers what modules made of them.</summary>
    /// <returns>Whether a body may follow.</returns>
    private async ValueTask<bool> WriteHeadAsync(HttpContext context, HttpResponseMessage upstream, MiddlewareResponse before, MiddlewareResponse after)
    {
        bool hasBody = await base.TransformResponseAsync(context, upstream, context.RequestAborted).ConfigureAwait(false);
        ResponseMessage.WriteHead(context.Response, before, after);
        RequestId.Repeat(context);
        if (!StatusRules.AllowsBody(after.Status))
        {
            StatusRules.SetBodylessLength(context.Response);
            return false;
        }

        // An upstream's 204 that a module made a 200 is a 200 without bytes.
        if (!StatusRules.AllowsBody(before.Status))
        {
            context.Response.ContentLength = after.Body.Length;
            return true;
        }

        return hasBody;
    }

    private static ValueTask ReplaceBodyAsync(HttpContext context, MessageBody body)
    {
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? ValueTask.CompletedTask : ResponseBody.SendAsync(context.Response, body.Sequence, context.RequestAborted);
    }
}
