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
internal sealed class ResponseRun(ModuleServices shared, ModuleSnapshot snapshot, HttpContext context, ResponseSource source)
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

        if (await CallAsync(links, body: default).ConfigureAwait(false) is not { } response)
        {
            return false;
        }

        bool hasBody = await response.WriteHeadAsync().ConfigureAwait(false);
        if (!hasBody || !response.HasNewBody)
        {
            return hasBody;
        }

        await response.SendBodyAsync().ConfigureAwait(false);
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
            return !await RefusesCodingAsync([], events).ConfigureAwait(false) && await RunHeadAsync(links).ConfigureAwait(false);
        }

        if (codings.Count > 0)
        {
            source.RemoveCodings(length: null);
        }

        if (await CallAsync(links, body: default).ConfigureAwait(false) is not { } response)
        {
            return false;
        }

        PipeReader stream = response.HasNewBody
            ? PipeReader.Create(response.After.Body.Sequence)
            : await EventStreams
                .ReaderAsync(body ?? await source.OpenAsync(context.RequestAborted).ConfigureAwait(false), codings, context.RequestAborted)
                .ConfigureAwait(false);
        try
        {
            await response.SendEventsAsync(stream, events).ConfigureAwait(false);
        }
        finally
        {
            await stream.CompleteAsync().ConfigureAwait(false);
        }

        return false;
    }

    private async ValueTask<bool> RunWholeAsync(IReadOnlyList<RegisteredModule> links, IReadOnlyList<RegisteredModule> events)
    {
        await using ResponseBody body = new(source, shared.Limits);
        (BodyEnd end, IReadOnlyList<string>? codings) = await ReadAsync(body).ConfigureAwait(false);
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

        if (codings is null && body.Length is not 0)
        {
            if (await RefusesCodingAsync(links, events).ConfigureAwait(false))
            {
                return false;
            }

            links = [.. links.Where(module => !module.NeedsBody)];
            events = [];
        }

        await SendWholeAsync(body, links, events).ConfigureAwait(false);
        return false;
    }

    /// <summary>Reads the body, and decodes it where it has content codings.</summary>
    /// <returns>How the reading ended, and the codings; null where they cannot be decoded.</returns>
    private async ValueTask<(BodyEnd End, IReadOnlyList<string>? Codings)> ReadAsync(ResponseBody body)
    {
        BodyEnd end = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        IReadOnlyList<string>? codings = source.FindCodings();
        if (end != BodyEnd.Complete || codings is not { Count: > 0 })
        {
            return (end, codings);
        }

        if (body.Bytes.Length == 0)
        {
            source.RemoveCodings(length: null);
            return (end, codings);
        }

        end = await body.DecodeAsync(codings, context.RequestAborted).ConfigureAwait(false);
        return end == BodyEnd.NotDecodable ? (BodyEnd.Complete, null) : (end, codings);
    }

    /// <summary>
    /// What cannot be decoded is for a module as if it could not be had: of those that need it, a Closed one refuses the response, and Open
    /// ones are passed over.
    /// </summary>
    /// <returns>Whether the client has been answered.</returns>
    private async ValueTask<bool> RefusesCodingAsync(IReadOnlyList<RegisteredModule> links, IReadOnlyList<RegisteredModule> events)
    {
        RegisteredModule[] blind = [.. links.Where(module => module.NeedsBody), .. events];
        if (FindClosed(blind) is { } refusing)
        {
            await GatewayAnswer.CodingAsync(context, refusing).ConfigureAwait(false);
            return true;
        }

        _ = shared.Skipped.Keep(blind, _ => false, SkipReason.NotDecodable);
        return false;
    }

    private async ValueTask SendWholeAsync(ResponseBody body, IReadOnlyList<RegisteredModule> links, IReadOnlyList<RegisteredModule> events)
    {
        if (await CallAsync(links, body.Bytes).ConfigureAwait(false) is not { } response)
        {
            return;
        }

        if (events.Count > 0)
        {
            await response.SendEventsAsync(PipeReader.Create(response.After.Body.Sequence), events).ConfigureAwait(false);
            return;
        }

        if (!await response.WriteHeadAsync().ConfigureAwait(false))
        {
            return;
        }

        if (response.HasNewBody)
        {
            await response.SendBodyAsync().ConfigureAwait(false);
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
    private async ValueTask<ChangedResponse?> CallAsync(IReadOnlyList<RegisteredModule> links, MessageBody body)
    {
        MiddlewareResponse before = new()
        {
            Status = (ushort)source.Status,
            Headers = links.Count == 0 ? [] : source.ReadHeaders(),
            Body = body,
        };
        MiddlewareResponse after = before;
        IReadOnlyList<RegisteredModule> onError = snapshot.ForAttachPoint(AttachPoint.OnError);
        if (links.Count > 0)
        {
            shared.Modules.MarkAccess(links);
            ChainResult<MiddlewareResponse> result = await (AccessEntry.Of(context)?.Chain ?? shared.Chain)
                .RunOnResponseAsync(links, before, context.RequestAborted)
                .ConfigureAwait(false);
            if (result.Outcome != ChainOutcome.Forward)
            {
                await shared.Failure.EndAsync(context, result, onError).ConfigureAwait(false);
                return null;
            }

            after = result.Message!;
        }

        return new ChangedResponse(shared, context, source)
        {
            Before = before,
            After = after,
            OnError = onError,
        };
    }
}
