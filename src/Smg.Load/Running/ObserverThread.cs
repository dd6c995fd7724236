using System.Diagnostics;

namespace Smg.Load.Running;

/// <summary>Calls one observer on its own thread.</summary>
internal sealed class ObserverThread : IAsyncDisposable
{
    private readonly ILoadObserver _observer;
    private readonly long _measureFrom;
    private readonly ManualResetEventSlim _end = new(false, 0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts the thread.</summary>
    /// <param name="observer">The observer.</param>
    /// <param name="measureFrom">The Stopwatch tick at which the measurement begins.</param>
    public ObserverThread(ILoadObserver observer, long measureFrom)
    {
        _observer = observer;
        _measureFrom = measureFrom;
        LoadThread.Start("observe", Loop);
    }

    /// <summary>Lets the observer end. Throws what it threw.</summary>
    public async ValueTask DisposeAsync()
    {
        _end.Set();
        await _ended.Task.ConfigureAwait(false);
        _end.Dispose();
    }

    private void Loop()
    {
        try
        {
            if (!EndsBefore(_measureFrom))
            {
                Observe();
            }

            _ended.SetResult();
        }
        catch (Exception exception)
        {
            _ended.SetException(exception);
        }
    }

    private void Observe()
    {
        _observer.OnBegin();
        long interval = (long)(_observer.Interval.TotalSeconds * Stopwatch.Frequency);
        long number = 1;
        while (!EndsBefore(_measureFrom + (number * interval)))
        {
            _observer.OnSample();
            number = Math.Max(number, (Stopwatch.GetTimestamp() - _measureFrom) / interval) + 1;
        }

        _observer.OnEnd();
    }

    /// <summary>Waits for a Stopwatch tick.</summary>
    private bool EndsBefore(long tick) =>
        _end.Wait((int)Math.Max(0, Math.Ceiling((tick - Stopwatch.GetTimestamp()) * 1e3 / Stopwatch.Frequency)));
}
