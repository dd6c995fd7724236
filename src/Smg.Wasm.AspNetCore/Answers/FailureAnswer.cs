using Smg.Wasm.AspNetCore.Access;
using Smg.Wasm.AspNetCore.Bodies;
using Smg.Wasm.AspNetCore.Messages;
using Smg.Wasm.Contract;
using Smg.Wasm.Middleware;
using Smg.Wasm.Registration;

namespace Smg.Wasm.AspNetCore.Answers;

/// <summary>
/// Answers requests that modules refused. Where one refused because it failed, modules at <see cref="AttachPoint.OnError"/> may make
/// another answer of it: they see the status, and in headers that no client gets, what went wrong.
/// </summary>
internal sealed class FailureAnswer(GatewayAnswer answer, ModuleManager modules, MiddlewareChain chain)
{
    /// <summary>
    /// Ends a request whose message does not go on: answers it where modules refused it, and aborts it where it was cancelled.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="result">How the message came through its modules; not one that goes on.</param>
    /// <param name="onError">The modules that look at failures.</param>
    public ValueTask EndAsync<TMessage>(HttpContext context, in ChainResult<TMessage> result, IReadOnlyList<RegisteredModule> onError)
        where TMessage : MiddlewareInput
    {
        if (result.Outcome == ChainOutcome.Reject)
        {
            return SendAsync(context, result.Rejection!, onError);
        }

        context.Abort();
        return ValueTask.CompletedTask;
    }

    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="rejection">Who refused it, and why.</param>
    /// <param name="onError">The modules that look at failures.</param>
    public async ValueTask SendAsync(HttpContext context, ChainRejection rejection, IReadOnlyList<RegisteredModule> onError)
    {
        answer.Rejection(context, rejection);
        if (rejection.Failure is not { } failure || onError.Count == 0)
        {
            return;
        }

        MiddlewareResponse before = new()
        {
            Status = rejection.Status,
            Headers = [.. HeaderList.Read(context.Response.Headers), .. FailureHeaders.Of(failure)],
        };
        modules.MarkAccess(onError);
        ChainResult<MiddlewareResponse> result = await (AccessEntry.Of(context)?.Chain ?? chain)
            .RunOnErrorAsync(onError, before, context.RequestAborted)
            .ConfigureAwait(false);
        if (result.Outcome == ChainOutcome.Reject)
        {
            context.Response.StatusCode = result.Rejection!.Status;
        }
        else if (result.Outcome == ChainOutcome.Cancelled)
        {
            context.Abort();
        }
        else if (!ReferenceEquals(result.Message, before))
        {
            await WriteAsync(context, before, result.Message!).ConfigureAwait(false);
        }
    }

    private static async ValueTask WriteAsync(HttpContext context, MiddlewareResponse before, MiddlewareResponse message)
    {
        HttpResponse response = context.Response;
        Header[] headers = [.. message.Headers.Where(header => !FailureHeaders.IsOne(header.Name))];
        ResponseMessage.WriteHead(response, before, message with { Headers = headers });
        RequestId.Repeat(context);
        if (!StatusRules.AllowsBody(message.Status))
        {
            response.ContentLength = null;
            StatusRules.SetBodylessLength(response);
            return;
        }

        response.ContentLength = message.Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await ResponseBody.SendAsync(response, message.Body.Sequence, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
