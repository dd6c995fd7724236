namespace Smg.Load.Running;

/// <summary>A thread that runs until it is asked to end. Disposing it asks, waits for its end and throws what it threw.</summary>
internal sealed class EndableThread : IAsyncDisposable
{
    private readonly ManualResetEventSlim _end = new(false, 0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts the thread.</summary>
    /// <param name="role">What its name says that it does.</param>
    /// <param name="loop">What it does until the event is set.</param>
    public EndableThread(string role, Action<ManualResetEventSlim> loop) => LoadThread.Start(role, () => Run(loop));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _end.Set();
        await _ended.Task.ConfigureAwait(false);
        _end.Dispose();
    }

    private void Run(Action<ManualResetEventSlim> loop)
    {
        try
        {
            loop(_end);
            _ended.SetResult();
        }
        catch (Exception exception)
        {
            _ended.SetException(exception);
        }
    }
}
