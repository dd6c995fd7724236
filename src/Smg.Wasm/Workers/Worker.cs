using System.Diagnostics;
using Smg.Wasm.Interop;
using Smg.Wasm.Options;

namespace Smg.Wasm.Workers;

/// <summary>A thread that takes calls from the queue and runs them, one after the other.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Thread _thread;
    private readonly WorkQueue _queue;
    private readonly GuestExecutor _executor;

    public Worker(int number, WorkQueue queue, GuestExecutor executor, WasmRuntimeOptions options)
    {
        _queue = queue;
        _executor = executor;
        queue.AddWorker(executor.Watch);
        _thread = new Thread(Run, options.MaxStackSize + EngineHandle.StackHeadroomBytes)
        {
            IsBackground = true,
            Name = $"smg-wasm worker {number}",
        };
    }

    public void Start() => _thread.Start();

    /// <summary>Waits until the queue is closed and empty and the thread has ended.</summary>
    public void Dispose()
    {
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _executor.Dispose();
    }

    private void Run()
    {
        while (_queue.Take(_executor) is { } item)
        {
            item.ReportWait(_executor.Phases);
            ExecutionResult result = _executor.Execute(item.Module, item.AttachPoint, item.Input);
            _executor.Watch.End(Stopwatch.GetTimestamp(), result);
            item.Complete(result);
            item.LetGo();
        }
    }
}
