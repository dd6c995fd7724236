using System.Text.Json;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Storage;

/// <summary>
/// Calls storage hooks before and after the operations of a storage, one hook after the other, each in a fresh instance with a deadline for
/// each call. Before an operation every hook may refuse it, and the columns of all hooks are concatenated in order; after it each hook sees
/// the columns as the one before left them, and returns the new list. Safe to use from any thread.
/// </summary>
/// <param name="runtime">The runtime that runs the hooks.</param>
public sealed class StorageHooks(WasmRuntime runtime)
{
    /// <summary>Calls hooks before an operation.</summary>
    /// <param name="links">The hooks in the order in which they are called. The list must not change while they run.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="context">The request's context, in order.</param>
    /// <param name="payload">The argument of the operation. Its document must not be disposed before the result is available.</param>
    /// <param name="cancellationToken">Cancels the operation, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>Whether the operation continues, and with which columns. Await it exactly once.</returns>
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

    /// <summary>Calls hooks before an operation.</summary>
    /// <param name="links">The hooks in the order in which they are called. The list must not change while they run.</param>
    /// <param name="input">The operation.</param>
    /// <param name="cancellationToken">Cancels the operation, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>Whether the operation continues, and with which columns. Await it exactly once.</returns>
    public ValueTask<StorageResult> BeforeAsync(
        IReadOnlyList<IChainLink> links,
        StorageBeforeInput input,
        CancellationToken cancellationToken = default
    ) => RunAsync(links, AttachPoint.StorageBefore, input, cancellationToken);

    /// <summary>Calls hooks after an operation.</summary>
    /// <param name="links">The hooks in the order in which they are called. The list must not change while they run.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="context">The request's context, in order.</param>
    /// <param name="payload">The argument of the operation. Its document must not be disposed before the result is available.</param>
    /// <param name="result">The result of the operation. Its document must not be disposed before the hooks' result is available.</param>
    /// <param name="extra">The columns that the hooks returned before the operation.</param>
    /// <param name="cancellationToken">Cancels the operation, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>The new list of columns. Await it exactly once.</returns>
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

    /// <summary>Calls hooks after an operation.</summary>
    /// <param name="links">The hooks in the order in which they are called. The list must not change while they run.</param>
    /// <param name="input">The operation, its result and the columns that the hooks returned before it.</param>
    /// <param name="cancellationToken">Cancels the operation, as in <see cref="WasmRuntime.ExecuteAsync"/>.</param>
    /// <returns>The new list of columns. Await it exactly once.</returns>
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
