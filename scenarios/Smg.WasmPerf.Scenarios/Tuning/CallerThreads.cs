using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.WasmPerf.Scenarios.Tuning;

/// <summary>Threads that call one runtime as fast as they can, in blocks that all of them begin together.</summary>
public sealed class CallerThreads : IDisposable
{
    private const double MicrosecondsPerSecond = 1e6;

    private readonly WasmRuntime _runtime;
    private readonly WasmModule _module;
    private readonly AttachPoint _attachPoint;
    private readonly IReadOnlyList<MiddlewareInput> _messages;
    private readonly int _pipeline;
    private readonly Barrier _barrier;
    private readonly Thread[] _threads;
    private readonly long[] _starts;
    private readonly long[] _ends;
    private int _callsPerThread;
    private volatile Exception? _failure;
    private volatile bool _stop;

    /// <summary>Makes the threads.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="module">What is called.</param>
    /// <param name="attachPoint">Where it is called.</param>
    /// <param name="messages">What it is called with, in turn; what the attach point takes, at least one.</param>
    /// <param name="threads">How many callers.</param>
    /// <param name="pipeline">How many calls each has under way at once: 1 waits for each.</param>
    public CallerThreads(
        WasmRuntime runtime,
        WasmModule module,
        AttachPoint attachPoint,
        IReadOnlyList<MiddlewareInput> messages,
        int threads,
        int pipeline
    )
    {
        ArgumentOutOfRangeException.ThrowIfZero(messages.Count, nameof(messages));
        _runtime = runtime;
        _module = module;
        _attachPoint = attachPoint;
        _messages = messages;
        _pipeline = pipeline;
        _barrier = new Barrier(threads + 1);
        _starts = new long[threads];
        _ends = new long[threads];
        _threads = [.. Enumerable.Range(0, threads).Select(i => new Thread(() => Run(i)) { IsBackground = true })];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>When the last block's first caller began, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long Began => _starts.Min();

    /// <summary>When the last block's last caller ended, as <see cref="Stopwatch.GetTimestamp"/> counts.</summary>
    public long Ended => _ends.Max();

    /// <summary>Runs one block.</summary>
    /// <param name="callsPerThread">How many calls each thread makes.</param>
    /// <returns>Time of one call, all threads together, in microseconds.</returns>
    /// <exception cref="InvalidOperationException">A call failed; the message says why.</exception>
    public double RunBlock(int callsPerThread)
    {
        _callsPerThread = callsPerThread;
        _barrier.SignalAndWait();
        _barrier.SignalAndWait();

        // The callers look at the clock themselves: this thread may wait for a processor while they are at work.
        double elapsed = Stopwatch.GetElapsedTime(Began, Ended).TotalSeconds;
        return _failure is { } failure
            ? throw new InvalidOperationException(failure.Message, failure)
            : elapsed * MicrosecondsPerSecond / (callsPerThread * (double)_threads.Length);
    }

    /// <inheritdoc/>
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

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "RunBlock throws it again.")]
    private void Run(int number)
    {
        int firstMessage = number * _messages.Count / _threads.Length;
        ValueTask<ExecutionResult>[] underWay = new ValueTask<ExecutionResult>[_pipeline];
        while (true)
        {
            _barrier.SignalAndWait();
            if (_stop)
            {
                return;
            }

            _starts[number] = Stopwatch.GetTimestamp();
            try
            {
                CallAll(underWay, firstMessage);
            }
            catch (Exception e)
            {
                // Thrown again to whoever runs the block: on this thread it would end the process.
                _failure = e;
            }

            _ends[number] = Stopwatch.GetTimestamp();
            _barrier.SignalAndWait();
        }
    }

    [SuppressMessage(
        "Reliability",
        "CA2012:Use ValueTasks correctly",
        Justification = "Each is stored once and awaited once: a task for each call would be measured too."
    )]
    private void CallAll(ValueTask<ExecutionResult>[] underWay, int next)
    {
        for (int left = _callsPerThread; left > 0; left -= _pipeline)
        {
            int count = Math.Min(left, _pipeline);
            for (int i = 0; i < count; i++)
            {
                underWay[i] = _runtime.ExecuteAsync(_module, _attachPoint, _messages[next]);
                next = next + 1 == _messages.Count ? 0 : next + 1;
            }

            for (int i = 0; i < count; i++)
            {
                ExecutionResult result = underWay[i].IsCompletedSuccessfully
                    ? underWay[i].Result
                    : underWay[i].AsTask().GetAwaiter().GetResult();
                if (result.Failure is { } failure)
                {
                    throw new InvalidOperationException(failure.ToString());
                }
            }
        }
    }
}
