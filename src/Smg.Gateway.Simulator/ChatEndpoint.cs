using System.IO.Pipelines;

namespace Smg.Gateway.Simulator;

/// <summary>
/// Answers chat requests: 1. the request's own settings are read; 2. its body is read whole; 3. the answer waits for its latency;
/// 4. some get an error or lose their connection; 5. the others are answered, at once or a token at a time.
/// </summary>
/// <param name="settings">How requests are answered that say nothing of it themselves.</param>
internal sealed class ChatEndpoint(UpstreamSettings settings)
{
    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        CancellationToken gone = context.RequestAborted;
        UpstreamSettings mine = UpstreamSetting.Of(settings, context.Request, out string? error);
        ChatRequest? request = await ChatRequest.ReadAsync(context.Request.BodyReader, gone).ConfigureAwait(false);
        if (request is null || error is not null)
        {
            await UpstreamError
                .AnswerAsync(
                    context,
                    StatusCodes.Status400BadRequest,
                    "invalid_request_error",
                    error ?? "The body is not a chat request: it must be a JSON object."
                )
                .ConfigureAwait(false);
            return;
        }

        if (mine.Latency.Next() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, gone).ConfigureAwait(false);
        }

        bool isCut = Random.Shared.NextDouble() < mine.AbortRate;
        if (Random.Shared.NextDouble() < mine.ErrorRate)
        {
            await UpstreamError
                .AnswerAsync(
                    context,
                    mine.ErrorStatus,
                    "server_error",
                    "The simulated upstream fails this request, as error-rate asks for."
                )
                .ConfigureAwait(false);
        }
        else if (request.IsStream)
        {
            await StreamAsync(context, request, mine, isCut, gone).ConfigureAwait(false);
        }
        else if (isCut)
        {
            context.Abort();
        }
        else
        {
            context.Response.ContentType = "application/json";
            new ChatAnswer(request, mine).WriteWhole(context.Response);
            await context.Response.BodyWriter.FlushAsync(gone).ConfigureAwait(false);
        }
    }

    private static async Task StreamAsync(
        HttpContext context,
        ChatRequest request,
        UpstreamSettings settings,
        bool isCut,
        CancellationToken gone
    )
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        ChatAnswer answer = new(request, settings);
        PipeWriter body = context.Response.BodyWriter;
        answer.WriteRole(body);
        TokenClock clock = new(settings.TokenIntervalMs);
        int count = isCut ? answer.Tokens / 2 : answer.Tokens;
        for (int token = 0; token < count; token++)
        {
            await clock.WaitAsync(token, gone).ConfigureAwait(false);
            answer.WriteToken(body, token);
            await body.FlushAsync(gone).ConfigureAwait(false);
        }

        if (isCut)
        {
            await clock.WaitAsync(count, gone).ConfigureAwait(false);
            context.Abort();
            return;
        }

        answer.WriteEnd(body, request.WantsUsage);
        await body.FlushAsync(gone).ConfigureAwait(false);
    }
}
