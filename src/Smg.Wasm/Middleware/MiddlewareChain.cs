using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Middleware;

/// <summary>
/// Passes messages through modules, one after the other: each sees the message as the modules before it left it. Safe to use from any
/// thread.
/// </summary>
/// <param name="runtime">The runtime that runs the modules.</param>
/// <param name="trace">Records the calls of one message; null, the default, for a chain that many messages share.</param>
public sealed class MiddlewareChain(WasmRuntime runtime, ChainTrace? trace = null)
{
    /// <summary>Passes a request through modules at <see cref="AttachPoint.OnRequest"/>.</summary>
    /// <param name="links">The modules in the order in which they are called. The list must not change while the chain runs.</param>
    /// <param name="request">The request as the client sent it.</param>
    /// <param name="cancellationToken">Cancels the request, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>The result for the request. Await it exactly once.</returns>
    public ValueTask<ChainResult<MiddlewareRequest>> RunOnRequestAsync(
        IReadOnlyList<IChainLink> links,
        MiddlewareRequest request,
        CancellationToken cancellationToken = default
    ) => RunAsync(links, AttachPoint.OnRequest, request, cancellationToken);

    /// <summary>Passes a response through modules at <see cref="AttachPoint.OnResponse"/>.</summary>
    /// <param name="links">The modules in the order in which they are called. The list must not change while the chain runs.</param>
    /// <param name="response">The response as the upstream sent it.</param>
    /// <param name="cancellationToken">Cancels the response, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>The result for the response. Await it exactly once.</returns>
    public ValueTask<ChainResult<MiddlewareResponse>> RunOnResponseAsync(
        IReadOnlyList<IChainLink> links,
        MiddlewareResponse response,
        CancellationToken cancellationToken = default
    ) => RunAsync(links, AttachPoint.OnResponse, response, cancellationToken);

    /// <summary>
    /// Passes the answer to a request that is refused, because a module failed, through modules at <see cref="AttachPoint.OnError"/>. A
    /// module that fails here is skipped, whatever its policy.
    /// </summary>
    /// <param name="links">The modules in the order in which they are called. The list must not change while the chain runs.</param>
    /// <param name="answer">The answer that the client is to get, with <see cref="FailureHeaders"/> of what went wrong.</param>
    /// <param name="cancellationToken">Cancels the request, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>The result for the answer. Await it exactly once.</returns>
    public ValueTask<ChainResult<MiddlewareResponse>> RunOnErrorAsync(
        IReadOnlyList<IChainLink> links,
        MiddlewareResponse answer,
        CancellationToken cancellationToken = default
    ) => RunAsync(links, AttachPoint.OnError, answer, cancellationToken);

    /// <summary>Calls modules for as long as they answer at once, which needs no memory; <see cref="FinishAsync"/> does the rest.</summary>
    private ValueTask<ChainResult<TMessage>> RunAsync<TMessage>(
        IReadOnlyList<IChainLink> links,
        AttachPoint attachPoint,
        TMessage message,
        CancellationToken cancellationToken
    )
        where TMessage : MiddlewareInput
    {
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(message);
        ChainRun<TMessage> run = new(links, attachPoint, message);
        while (run.HasNext)
        {
            trace?.Begin(run.NextModule.Name, attachPoint);
            ValueTask<ExecutionResult> call = runtime.ExecuteAsync(run.NextModule, attachPoint, run.NextMessage, cancellationToken);
            if (!call.IsCompletedSuccessfully)
            {
                return FinishAsync(run, call, attachPoint, cancellationToken);
            }

            Take(ref run, call.Result);
        }

        return ValueTask.FromResult(Report(attachPoint, run.Result));
    }

    private async ValueTask<ChainResult<TMessage>> FinishAsync<TMessage>(
        ChainRun<TMessage> run,
        ValueTask<ExecutionResult> call,
        AttachPoint attachPoint,
        CancellationToken cancellationToken
    )
        where TMessage : MiddlewareInput
    {
        Take(ref run, await call.ConfigureAwait(false));
        while (run.HasNext)
        {
            trace?.Begin(run.NextModule.Name, attachPoint);
            Take(
                ref run,
                await runtime.ExecuteAsync(run.NextModule, attachPoint, run.NextMessage, cancellationToken).ConfigureAwait(false)
            );
        }

        return Report(attachPoint, run.Result);
    }

    private void Take<TMessage>(ref ChainRun<TMessage> run, in ExecutionResult result)
        where TMessage : MiddlewareInput
    {
        trace?.End(result);
        run.Take(result);
    }

    /// <summary>Logs what the chain itself found: failed calls are logged by who ran them.</summary>
    private ChainResult<TMessage> Report<TMessage>(AttachPoint attachPoint, in ChainResult<TMessage> result)
        where TMessage : MiddlewareInput
    {
        foreach (ChainNote note in result.Notes)
        {
            if (note.Failure is null)
            {
                runtime.Diagnostics.Mended(note.Module, note.Message);
            }
            else if (note.Failure.Stage == FailureStage.Apply)
            {
                runtime.Diagnostics.Refused(attachPoint, note.Failure, note.Message);
            }
        }

        return result;
    }
}
