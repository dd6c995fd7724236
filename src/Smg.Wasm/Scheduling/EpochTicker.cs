namespace Smg.Wasm.Scheduling;

/// <summary>One thread that ticks: moves the epochs on and lets the queue drop what waited too long.</summary>
internal sealed class EpochTicker : IDisposable
{
    /// <summary>Waited for without spinning: a tick is far longer than a spin.</summary>
    private readonly ManualResetEventSlim _stop = new(initialState: false, spinCount: 0);
    private readonly Thread _thread;

    /// <summary>Starts ticking.</summary>
    public EpochTicker(TimeSpan interval, Action onTick)
    {
        _thread = new Thread(() =>
        {
            while (!_stop.Wait(interval))
            {
                onTick();
            }
        })
        {
            IsBackground = true,
            Name = "smg-wasm epoch",
            Priority = ThreadPriority.AboveNormal,
        };
        _thread.Start();
    }

    /// <summary>Stops ticking and waits for the thread.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }
}
