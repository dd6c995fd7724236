using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Execution;

/// <summary>
/// Compiles modules before their calls start: a call takes neither a worker nor a place in the queue meanwhile, so that a component which
/// is slow to compile delays nobody but its own callers.
/// </summary>
/// <param name="engines">The engines, each of which needs the module.</param>
/// <param name="maxCallers">Calls that may wait for compiles at once.</param>
internal sealed class CompileCoordinator(IReadOnlyList<EngineHost> engines, int maxCallers) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private int _callers;

    /// <summary>Whether a call of the module finds it compiled, or knows already that it does not compile.</summary>
    public bool IsDone(WasmModule module)
    {
        for (int i = 0; i < engines.Count; i++)
        {
            if (!engines[i].Components.Knows(module.Digest))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Compiles a module.</summary>
    /// <returns>Null when it can be called, else why it does not compile.</returns>
    public async Task<ExecutionFailure?> CompileAsync(WasmModule module)
    {
        foreach (EngineHost engine in engines)
        {
            if (await engine.Components.PrepareAsync(module).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    /// <summary>Compiles a module for a call.</summary>
    /// <returns>Null when the call can start, else why it cannot.</returns>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "A caller is always answered, whatever goes wrong."
    )]
    public async Task<ExecutionFailure?> WaitAsync(WasmModule module, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _callers) > maxCallers)
            {
                return Failure(FailureCause.QueueFull, $"{maxCallers} calls wait for the compiler already.");
            }

            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, cancellationToken);
            return await CompileAsync(module).WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            return Failure(FailureCause.ShuttingDown, "The runtime is shutting down.");
        }
        catch (OperationCanceledException)
        {
            return Failure(FailureCause.Cancelled, "The caller cancelled while the module was compiled.");
        }
        finally
        {
            Interlocked.Decrement(ref _callers);
        }

        ExecutionFailure Failure(FailureCause cause, string message) => new(module.Name, FailureStage.Compile, cause, message);
    }

    /// <summary>Answers those who wait.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();
}
