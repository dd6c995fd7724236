using System.Diagnostics.CodeAnalysis;

namespace Smg.Wasm.Compilation;

/// <summary>
/// Threads for work that must not hold those of .NET's pool: made when there is work for them, and kept for a second, because starting one
/// costs more than most of what they do. Safe to use from any thread.
/// </summary>
/// <param name="name">Their name in debuggers.</param>
/// <param name="maxCount">How many there are at most; further work waits.</param>
/// <param name="stackBytes">The stack of each; 0 for the system's default.</param>
internal sealed class ThreadCache(string name, int maxCount, int stackBytes = 0)
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly Queue<Action> _work = new();
    private int _count;
    private int _idle;

    /// <summary>The threads that there are now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Runs work on one of the threads.</summary>
    /// <returns>Ends with the work, and as it does. Its continuations run elsewhere.</returns>
    /// <exception cref="OutOfMemoryException">No thread exists, and the operating system refuses to start one.</exception>
    [SuppressMessage(
        "Design",
        "CA1031:Do not catch general exception types",
        Justification = "The exception is handed over to the caller."
    )]
    public Task RunAsync(Action work)
    {
        TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() =>
        {
            try
            {
                work();
                completion.SetResult();
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        });
        return completion.Task;
    }

    private void Enqueue(Action work)
    {
        lock (_lock)
        {
            if (_idle <= _work.Count && _count < maxCount)
            {
                Start();
            }

            _work.Enqueue(work);
            Monitor.Pulse(_lock);
        }
    }

    private void Start()
    {
        try
        {
            new Thread(Run, stackBytes) { IsBackground = true, Name = name }.Start();
            _count++;
        }
        catch (OutOfMemoryException) when (_count > 0)
        {
            // The operating system gives no further one: those that there are do the work.
        }
    }

    private void Run()
    {
        while (TryTake(out Action? work))
        {
            work();
        }
    }

    /// <summary>Waits for work; false where none came for a while: the thread ends.</summary>
    private bool TryTake([NotNullWhen(true)] out Action? work)
    {
        lock (_lock)
        {
            _idle++;
            while (!_work.TryDequeue(out work) && Monitor.Wait(_lock, IdleTime)) { }

            _idle--;
            if (work is null && !_work.TryDequeue(out work))
            {
                _count--;
                return false;
            }

            return true;
        }
    }
}
