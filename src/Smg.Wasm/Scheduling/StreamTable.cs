namespace Smg.Wasm.Scheduling;

/// <summary>The streams that modules look at now, and how many there may be. Safe to use from any thread.</summary>
/// <param name="limit">Streams that may be open at once.</param>
internal sealed class StreamTable(int limit)
{
    private readonly Lock _lock = new();
    private readonly HashSet<IDisposable> _open = [];
    private bool _closed;

    /// <summary>Streams that may be open at once.</summary>
    public int Limit => limit;

    /// <summary>Streams that are open now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Takes a stream in, unless as many are open as may be.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="isExempt">Whether it may be one more than the limit.</param>
    public bool TryAdd(IDisposable stream, bool isExempt)
    {
        lock (_lock)
        {
            return !_closed && (isExempt || _open.Count < limit) && _open.Add(stream);
        }
    }

    /// <summary>Gives a stream's place to another.</summary>
    public void Remove(IDisposable stream)
    {
        lock (_lock)
        {
            _open.Remove(stream);
        }
    }

    /// <summary>Ends all streams and takes no more.</summary>
    public void Close()
    {
        IDisposable[] open;
        lock (_lock)
        {
            _closed = true;
            open = [.. _open];
        }

        foreach (IDisposable stream in open)
        {
            stream.Dispose();
        }
    }
}
