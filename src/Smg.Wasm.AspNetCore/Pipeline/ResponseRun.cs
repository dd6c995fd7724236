using System.IO.Pipelines;
using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Answers;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Events;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.AspNetCore.Telemetry;
using Smg.Wasm.Contract;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>
/// Takes a response through the modules that look at responses:
/// 1. of a stream, those that need its body decide by their <c>on_stream</c>; 2. where none needs the body, they get the head, and the body
/// streams; 3. else the body is read whole and decoded, within the limits; 4. they let it pass, reject or change it.
/// </summary>
/// <param name="shared">What all responses share.</param>
/// <param name="snapshot">The modules of the request.</param>
/// <param name="context">The request with the client's response.</param>
/// <param name="source">The response.</param>
internal sealed class ResponseRun(ResponseModules shared, ModuleSnapshot snapshot, HttpContext context, ResponseSource source)
{
    /// <summary>Takes the response through.</summary>
    /// <returns>Whether its body is to follow as it is; else the client has been answered.</returns>
    public async ValueTask<bool> RunAsync()
    {
        IReadOnlyList<RegisteredModule> links = snapshot.ForAttachPoint(AttachPoint.OnResponse);
        IReadOnlyList<RegisteredModule> onEvent = [];
        if (source.IsStream)
        {
            bool canBuffer = source is { HasBody: true, LeavesHttp: false };
            onEvent = snapshot.ForAttachPoint(AttachPoint.OnEvent);
            if (FindRefusing(links, canBuffer) is { } refusing)
            {
                await GatewayAnswer.StreamAsync(context, refusing).ConfigureAwait(false);
                return false;
            }

            if (!source.HasEvents)
            {
                if (FindClosed(onEvent) is { } blind)
                {
                    await GatewayAnswer.StreamAsync(context, blind).ConfigureAwait(false);
                    return false;
                }

                onEvent = shared.Skipped.Keep(onEvent, _ => false, SkipReason.NoEvents);
            }

            links = [.. links.Where(module => !module.NeedsBody || module.OnStream != StreamPolicy.Events)];
            links = shared.Skipped.Keep(links, module => !module.NeedsBody || module.OnStream == StreamPolicy.Buffer, SkipReason.Stream);
        }

        return NeedsBody(links) ? await RunWholeAsync(links, onEvent).ConfigureAwait(false)
            : onEvent.Count > 0 ? await RunEventsAsync(links, onEvent, body: null).ConfigureAwait(false)
            : await RunHeadAsync(links).ConfigureAwait(false);
    }

    private static RegisteredModule? FindRefusing(IReadOnlyList<RegisteredModule> links, bool canBuffer) =>
        links.FirstOrDefault(module =>
            module.NeedsBody && (module.OnStream == StreamPolicy.Reject || (module.OnStream == StreamPolicy.Buffer && !canBuffer))
        );

    private static RegisteredModule? FindClosed(IReadOnlyList<RegisteredModule> links) =>
        links.FirstOrDefault(module => module.FailurePolicy == FailurePolicy.Closed);

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
    private async ValueTask<bool> RunHeadAsync(IReadOnlyList<RegisteredModule> links)
    {
        if (links.Count == 0)
        {
            return await source.CopyHeadAsync(context).ConfigureAwait(false);
        }

        MiddlewareResponse response = new() { Status = (ushort)source.Status, Headers = source.ReadHeaders() };
        if (await CallAsync(links, response).ConfigureAwait(false) is not { } after)
        {
            return false;
        }

        bool hasBody = await WriteHeadAsync(response, after).ConfigureAwait(false);
        if (!hasBody || after.Body == response.Body)
        {
            return hasBody;
        }

        await ReplaceBodyAsync(after.Body).ConfigureAwait(false);
        return false;
    }

    /// <summary>Modules that see a stream's events: its events go through them behind what the others make of its head.</summary>
    private async ValueTask<bool> RunEventsAsync(
        IReadOnlyList<RegisteredModule> links,
        IReadOnlyList<RegisteredModule> events,
        PipeReader? body
    )
    {
        if (source.FindCodings() is not { } codings)
        {
            if (FindClosed(events) is { } refusing)
            {
                await GatewayAnswer.CodingAsync(context, refusing).ConfigureAwait(false);
                return false;
            }

            _ = shared.Skipped.Keep(events, _ => false, SkipReason.NotDecodable);
            return await RunHeadAsync(links).ConfigureAwait(false);
        }

        if (codings.Count > 0)
        {
            source.RemoveCodings(length: null);
        }

        MiddlewareResponse response = new() { Status = (ushort)source.Status, Headers = links.Count == 0 ? [] : source.ReadHeaders() };
        if ((links.Count == 0 ? response : await CallAsync(links, response).ConfigureAwait(false)) is not { } after)
        {
            return false;
        }

        PipeReader stream =
            after.Body != response.Body
                ? PipeReader.Create(after.Body.Sequence)
                : await EventStreams
                    .ReaderAsync(
                        body ?? await source.OpenAsync(context.RequestAborted).ConfigureAwait(false),
                        codings,
                        context.RequestAborted
                    )
                    .ConfigureAwait(false);
        try
        {
            await SendEventsAsync(stream, (response, after, events)).ConfigureAwait(false);
        }
        finally
        {
            await stream.CompleteAsync().ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Answers in place of a stream that must not begin.</summary>
    private async ValueTask RefuseAsync(EventChainOpening opening)
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
        PipeReader stream,
        (MiddlewareResponse Before, MiddlewareResponse After, IReadOnlyList<RegisteredModule> OnEvent) with
    )
    {
        shared.Modules.MarkAccess(with.OnEvent);
        EventChainOpening opening = await shared.Events.OpenAsync(context, with.OnEvent).ConfigureAwait(false);
        if (opening.Chain is not { } chain)
        {
            await RefuseAsync(opening).ConfigureAwait(false);
            return;
        }

        using (chain)
        {
            source.RemoveLength();
            if (await WriteHeadAsync(with.Before, with.After).ConfigureAwait(false))
            {
                context.Response.ContentLength = null;
                await shared.Events.SendAsync(context, stream, (chain, with.OnEvent)).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> RunWholeAsync(IReadOnlyList<RegisteredModule> links, IReadOnlyList<RegisteredModule> events)
    {
        await using ResponseBody body = new(source, shared.Limits);
        BodyEnd end = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        IReadOnlyList<string>? codings = source.FindCodings();
        if (end == BodyEnd.Complete && codings is { Count: > 0 })
        {
            if (body.Bytes.Length == 0)
            {
                source.RemoveCodings(length: null);
            }
            else
            {
                end = await body.DecodeAsync(codings, context.RequestAborted).ConfigureAwait(false);
                codings = end == BodyEnd.NotDecodable ? null : codings;
                end = end == BodyEnd.NotDecodable ? BodyEnd.Complete : end;
            }
        }

        if (source.HasFailed)
        {
            return false;
        }

        if (end is not (BodyEnd.Complete or BodyEnd.TooLarge))
        {
            await shared.Answer.ResponseBodyAsync(context, end).ConfigureAwait(false);
            return false;
        }

        if (
            end == BodyEnd.TooLarge
            && codings is not null
            && events.Count > 0
            && links.All(module => module is { NeedsBody: false } or { FailurePolicy: FailurePolicy.Open })
        )
        {
            // Too long to be collected, and its events are seen all the same.
            links = shared.Skipped.Keep(links, module => !module.NeedsBody, SkipReason.TooLarge);
            return await RunEventsAsync(links, events, body.Rewind()).ConfigureAwait(false);
        }

        // What cannot be decoded is for a module as if it could not be had: Closed refuses, Open is passed over.
        if (codings is null && body.Length is not 0)
        {
            if (
                (
                    links.FirstOrDefault(module => module is { NeedsBody: true, FailurePolicy: FailurePolicy.Closed }) ?? FindClosed(events)
                ) is
                { } refusing
            )
            {
                await GatewayAnswer.CodingAsync(context, refusing).ConfigureAwait(false);
                return false;
            }

            links = shared.Skipped.Keep(links, module => !module.NeedsBody, SkipReason.NotDecodable);
            events = shared.Skipped.Keep(events, _ => false, SkipReason.NotDecodable);
        }

        await SendWholeAsync(body, links, events).ConfigureAwait(false);
        return false;
    }

    private async ValueTask SendWholeAsync(ResponseBody body, IReadOnlyList<RegisteredModule> links, IReadOnlyList<RegisteredModule> events)
    {
        MiddlewareResponse response = new()
        {
            Status = (ushort)source.Status,
            Headers = source.ReadHeaders(),
            Body = body.Bytes,
        };
        if (await CallAsync(links, response).ConfigureAwait(false) is not { } after)
        {
            return;
        }

        if (events.Count > 0)
        {
            await SendEventsAsync(PipeReader.Create(after.Body.Sequence), (response, after, events)).ConfigureAwait(false);
            return;
        }

        if (!await WriteHeadAsync(response, after).ConfigureAwait(false))
        {
            return;
        }

        if (after.Body != response.Body)
        {
            await ReplaceBodyAsync(after.Body).ConfigureAwait(false);
            return;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            if (body.Length is { } length)
            {
                context.Response.ContentLength = length;
            }

            await body.SendAsync(context.Response, context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Calls the modules.</summary>
    /// <returns>The response that is to be sent; null when the client has been answered otherwise.</returns>
    private async ValueTask<MiddlewareResponse?> CallAsync(IReadOnlyList<RegisteredModule> links, MiddlewareResponse response)
    {
        shared.Modules.MarkAccess(links);
        ChainResult<MiddlewareResponse> result = await (AccessEntry.Of(context)?.Chain ?? shared.Chain)
            .RunOnResponseAsync(links, response, context.RequestAborted)
            .ConfigureAwait(false);
        if (result.Outcome == ChainOutcome.Forward)
        {
            return result.Message;
        }

        await shared.Failure.EndAsync(context, result, snapshot.ForAttachPoint(AttachPoint.OnError)).ConfigureAwait(false);
        return null;
    }

    /// <summary>Makes status and headers what modules made of them.</summary>
    /// <returns>Whether a body may follow.</returns>
    private async ValueTask<bool> WriteHeadAsync(MiddlewareResponse before, MiddlewareResponse after)
    {
        bool hasBody = await source.CopyHeadAsync(context).ConfigureAwait(false);
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

    private ValueTask ReplaceBodyAsync(MessageBody body)
    {
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? ValueTask.CompletedTask
            : ResponseBody.SendAsync(context.Response, body.Sequence, context.RequestAborted);
    }
}
