using System.IO.Pipelines;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.Contract;
using Smg.Wasm.Middleware;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Pipeline;

/// <summary>A response as modules left it: sends to the client what they made of it.</summary>
/// <param name="shared">What all responses share.</param>
/// <param name="context">The request with the client's response.</param>
/// <param name="source">The response that the modules got.</param>
internal sealed class ChangedResponse(ModuleServices shared, HttpContext context, ResponseSource source)
{
    /// <summary>The response as the modules got it.</summary>
    public required MiddlewareResponse Before { get; init; }

    /// <summary>The response as the modules left it.</summary>
    public required MiddlewareResponse After { get; init; }

    /// <summary>The modules that see an error in its place.</summary>
    public required IReadOnlyList<RegisteredModule> OnError { get; init; }

    /// <summary>Whether a module replaced the body.</summary>
    public bool HasNewBody => After.Body != Before.Body;

    /// <summary>Writes status and headers.</summary>
    /// <returns>Whether a body may follow.</returns>
    public async ValueTask<bool> WriteHeadAsync()
    {
        bool hasBody = await source.CopyHeadAsync(context).ConfigureAwait(false);
        ResponseMessage.WriteHead(context.Response, Before, After);
        RequestId.Repeat(context);
        if (!StatusRules.AllowsBody(After.Status))
        {
            StatusRules.SetBodylessLength(context.Response);
            return false;
        }

        // An upstream's 204 that a module made a 200 is a 200 without bytes.
        if (!StatusRules.AllowsBody(Before.Status))
        {
            context.Response.ContentLength = After.Body.Length;
            return true;
        }

        return hasBody;
    }

    /// <summary>Sends the body that a module put in place of the response's.</summary>
    public ValueTask SendBodyAsync()
    {
        context.Response.ContentLength = After.Body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? ValueTask.CompletedTask
            : ResponseBody.SendAsync(context.Response, After.Body.Sequence, context.RequestAborted);
    }

    /// <summary>Makes the modules' instances, writes the head and sends the events.</summary>
    /// <param name="stream">The events.</param>
    /// <param name="onEvent">The modules that see them.</param>
    public async ValueTask SendEventsAsync(PipeReader stream, IReadOnlyList<RegisteredModule> onEvent)
    {
        shared.Modules.MarkAccess(onEvent);
        EventChainOpening opening = await shared.Events.OpenAsync(context, onEvent).ConfigureAwait(false);
        if (opening.Chain is not { } chain)
        {
            await RefuseAsync(opening).ConfigureAwait(false);
            return;
        }

        using (chain)
        {
            source.RemoveLength();
            if (await WriteHeadAsync().ConfigureAwait(false))
            {
                context.Response.ContentLength = null;
                await shared.Events.SendAsync(context, stream, (chain, onEvent)).ConfigureAwait(false);
            }
        }
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
            await shared.Failure.SendAsync(context, rejection, OnError).ConfigureAwait(false);
        }
        else
        {
            context.Abort();
        }
    }
}
