using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Interop;
using Smg.Wasm.Options;

namespace Smg.Wasm.Scheduling;

/// <summary>A thread that takes calls from the queue and runs them, one after the other.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Thread _thread;
    private readonly WorkQueue _queue;
    private readonly ExecutionSlot _slot;

    public Worker(int number, WorkQueue queue, ExecutionSlot slot, WasmRuntimeOptions options)
    {
        _queue = queue;
        _slot = slot;
        queue.AddWorker(slot);
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

        _slot.Dispose();
    }

    private void Run()
    {
        while (_queue.Take(_slot) is { } item)
        {
            item.ReportWait(_slot.Executor.Phases);
            ExecutionResult result = _slot.Executor.Execute(item.Call);
            _slot.End(Stopwatch.GetTimestamp(), result);
            item.Complete(result);
            item.Release();
        }
    }
}
