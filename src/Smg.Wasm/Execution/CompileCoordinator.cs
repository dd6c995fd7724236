using System.Diagnostics.CodeAnalysis;
using Smg.Wasm.Compilation;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Execution;

/// <summary>
/// Compiles modules before their calls start: a call takes neither a worker nor a place in the queue meanwhile, so that a component which
/// is slow to compile delays nobody but its own callers.
/// </summary>
/// <param name="components">What is compiled, on all engines.</param>
/// <param name="maxCallers">Calls that may wait for compiles at once.</param>
internal sealed class CompileCoordinator(ComponentCache components, int maxCallers) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private int _callers;

    /// <summary>Whether a call of the module finds it compiled, or knows already that it does not compile.</summary>
    public bool IsDone(WasmModule module) => components.Knows(module.Digest);

    /// <summary>Compiles a module.</summary>
    /// <returns>Null when it can be called, else why it does not compile.</returns>
    public Task<ExecutionFailure?> CompileAsync(WasmModule module) => components.PrepareAsync(module);

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
                return Failure(FailureCause.QueueFull, $"{maxCallers} calls already wait for the compiler.");
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
            return Failure(FailureCause.Cancelled, "The caller cancelled the call while the module was compiled.");
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
