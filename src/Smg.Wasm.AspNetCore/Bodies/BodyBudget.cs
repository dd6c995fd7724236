namespace Smg.Wasm.AspNetCore.Bodies;

/// <summary>
/// Bounds the bytes that are held of all bodies together while modules look at them. What is above waits briefly for others to end. Safe to
/// use from any thread; a reservation that is granted at once allocates nothing.
/// </summary>
/// <param name="limit">Bytes.</param>
/// <param name="wait">How long a reservation waits.</param>
/// <param name="time">The clock.</param>
internal sealed class BodyBudget(long limit, TimeSpan wait, TimeProvider time)
{
    private TaskCompletionSource _released = NewSignal();
    private long _held;
    private int _waiting;

    /// <summary>The limit in bytes.</summary>
    public long Limit => limit;

    /// <summary>Bytes that are held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Raised when bytes were released, with those that were held before and after it.</summary>
    public Action<long, long>? Released { get; set; }

    /// <summary>
    /// What a body takes in the server's blocks: an eighth more than its bytes, for the blocks' own objects and for those that are not
    /// full.
    /// </summary>
    public static long Charge(long bytes) => bytes + (bytes / 8);

    /// <summary>Reserves bytes if they are free.</summary>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= limit)
        {
            return true;
        }

        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>Reserves bytes, and waits for them where they are not free.</summary>
    /// <returns>Whether they are reserved; else they were not free in time.</returns>
    /// <exception cref="OperationCanceledException">The caller gave it up.</exception>
    public async ValueTask<bool> ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        if (TryReserve(bytes))
        {
            return true;
        }

        long start = time.GetTimestamp();
        Interlocked.Increment(ref _waiting);
        try
        {
            while (true)
            {
                // The signal is taken first: a release after it is not missed.
                Task released = Volatile.Read(ref _released).Task;
                if (TryReserve(bytes))
                {
                    return true;
                }

                TimeSpan left = wait - time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    return false;
                }

                try
                {
                    await released.WaitAsync(left, time, cancellationToken).ConfigureAwait(false);
                }
                catch (TimeoutException)
                {
                    return false;
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        long held = Interlocked.Add(ref _held, -bytes);
        if (Volatile.Read(ref _waiting) > 0)
        {
            Interlocked.Exchange(ref _released, NewSignal()).TrySetResult();
        }

        Released?.Invoke(held + bytes, held);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
