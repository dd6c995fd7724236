using System.Diagnostics;
using Smg.Wasm;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>Threads that call one runtime as fast as they can, in blocks that all of them begin together.</summary>
internal sealed class CallerThreads : IDisposable
{
    private const int BodyBytes = 2 << 10;
    private const double MicrosecondsPerSecond = 1e6;

    private readonly WasmModule _module = GuestLibrary.Load("minimal");
    private readonly MiddlewareRequest _request = SampleMessages.Request(BodyBytes);
    private readonly WasmRuntime _runtime;
    private readonly int _callsPerThread;
    private readonly int _pipeline;
    private readonly Barrier _barrier;
    private readonly Thread[] _threads;
    private volatile Exception? _failure;
    private volatile bool _stop;

    /// <summary>Makes the threads.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="threads">How many callers.</param>
    /// <param name="callsPerThread">How many calls each makes in a block.</param>
    /// <param name="pipeline">How many calls each has under way at once: 1 waits for each.</param>
    public CallerThreads(WasmRuntime runtime, int threads, int callsPerThread, int pipeline)
    {
        _runtime = runtime;
        _callsPerThread = callsPerThread;
        _pipeline = pipeline;
        _barrier = new Barrier(threads + 1);
        _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Run) { IsBackground = true })];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Runs one block.</summary>
    /// <returns>Time of one call, all threads together, in microseconds.</returns>
    public double RunBlock()
    {
        _barrier.SignalAndWait();
        long start = Stopwatch.GetTimestamp();
        _barrier.SignalAndWait();
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return _failure is { } failure
            ? throw new InvalidOperationException(failure.Message, failure)
            : elapsed * MicrosecondsPerSecond / (_callsPerThread * (double)_threads.Length);
    }

    public void Dispose()
    {
        _stop = true;
        _barrier.SignalAndWait();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _barrier.Dispose();
    }

    private void Run()
    {
        ValueTask<ExecutionResult>[] underWay = new ValueTask<ExecutionResult>[_pipeline];
        while (true)
        {
            _barrier.SignalAndWait();
            if (_stop)
            {
                return;
            }

            try
            {
                for (int done = 0; done < _callsPerThread; done += _pipeline)
                {
                    for (int i = 0; i < _pipeline; i++)
                    {
                        underWay[i] = _runtime.ExecuteAsync(_module, AttachPoint.OnRequest, _request);
                    }

                    foreach (ValueTask<ExecutionResult> call in underWay)
                    {
                        ExecutionResult result = call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
                        if (result.Failure is { } failure)
                        {
                            throw new InvalidOperationException(failure.ToString());
                        }
                    }
                }
            }
            catch (InvalidOperationException e)
            {
                _failure = e;
            }

            _barrier.SignalAndWait();
        }
    }
}
