using System.Text.Json;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Storage;

/// <summary>
/// Tells storage hooks of the operations of a storage, one hook after the other, each in a fresh instance and with its own deadline for
/// each call. Before an operation every hook may refuse it, and the columns of all are put together in order; after it each hook sees the
/// columns as the one before it left them, and gives those that there are to be. Safe to use from any thread.
/// </summary>
/// <param name="runtime">What runs the hooks.</param>
public sealed class StorageHooks(WasmRuntime runtime)
{
    /// <summary>Tells hooks of an operation that is about to be made.</summary>
    /// <param name="links">The hooks in the order in which they are called. The list must not change while they run.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="context">The request's context, in order.</param>
    /// <param name="payload">What the operation is called with; its document must not be disposed before the result is there.</param>
    /// <param name="cancellationToken">Gives the operation up, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>Whether the operation goes on, and with which columns. Await it exactly once.</returns>
    /// <exception cref="ArgumentException">The payload is undefined.</exception>
    public ValueTask<StorageResult> BeforeAsync(
        IReadOnlyList<IChainLink> links,
        StorageOperation operation,
        IReadOnlyList<ContextEntry> context,
        JsonElement payload,
        CancellationToken cancellationToken = default
    ) =>
        BeforeAsync(
            links,
            new StorageBeforeInput
            {
                Operation = operation,
                Context = context,
                Payload = JsonText.From(payload),
            },
            cancellationToken
        );

    /// <summary>Tells hooks of an operation that is about to be made.</summary>
    /// <param name="links">The hooks in the order in which they are called. The list must not change while they run.</param>
    /// <param name="input">The operation.</param>
    /// <param name="cancellationToken">Gives the operation up, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>Whether the operation goes on, and with which columns. Await it exactly once.</returns>
    public ValueTask<StorageResult> BeforeAsync(
        IReadOnlyList<IChainLink> links,
        StorageBeforeInput input,
        CancellationToken cancellationToken = default
    ) => RunAsync(links, AttachPoint.StorageBefore, input, cancellationToken);

    /// <summary>Tells hooks of an operation that was made.</summary>
    /// <param name="links">The hooks in the order in which they are called. The list must not change while they run.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="context">The request's context, in order.</param>
    /// <param name="payload">What the operation was called with; its document must not be disposed before the result is there.</param>
    /// <param name="result">What the operation gave; its document must not be disposed before the result is there.</param>
    /// <param name="extra">The columns that the hooks gave before the operation.</param>
    /// <param name="cancellationToken">Gives the operation up, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>The columns that there are to be. Await it exactly once.</returns>
    /// <exception cref="ArgumentException">The payload or the result is undefined.</exception>
    public ValueTask<StorageResult> AfterAsync(
        IReadOnlyList<IChainLink> links,
        StorageOperation operation,
        IReadOnlyList<ContextEntry> context,
        JsonElement payload,
        JsonElement result,
        IReadOnlyList<ExtraColumn> extra,
        CancellationToken cancellationToken = default
    ) =>
        AfterAsync(
            links,
            new StorageAfterInput
            {
                Operation = operation,
                Context = context,
                Payload = JsonText.From(payload),
                Result = JsonText.From(result),
                Extra = extra,
            },
            cancellationToken
        );

    /// <summary>Tells hooks of an operation that was made.</summary>
    /// <param name="links">The hooks in the order in which they are called. The list must not change while they run.</param>
    /// <param name="input">The operation, its result and the columns that the hooks gave before it.</param>
    /// <param name="cancellationToken">Gives the operation up, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>The columns that there are to be. Await it exactly once.</returns>
    public ValueTask<StorageResult> AfterAsync(
        IReadOnlyList<IChainLink> links,
        StorageAfterInput input,
        CancellationToken cancellationToken = default
    ) => RunAsync(links, AttachPoint.StorageAfter, input, cancellationToken);

    private async ValueTask<StorageResult> RunAsync(
        IReadOnlyList<IChainLink> links,
        AttachPoint attachPoint,
        StorageInput input,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(input);
        StorageRun run = new(links, attachPoint, input);
        while (run.HasNext)
        {
            run.Take(await runtime.ExecuteAsync(run.NextModule, attachPoint, run.NextInput, cancellationToken).ConfigureAwait(false));
        }

        StorageResult result = run.Result;
        foreach (ChainNote note in result.Notes)
        {
            // Failed calls are logged by who ran them.
            if (note.Failure is { Stage: FailureStage.Apply } failure)
            {
                runtime.Diagnostics.Refused(attachPoint, failure, note.Message, input.Operation);
            }
        }

        return result;
    }
}
