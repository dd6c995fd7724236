using System.Collections.Concurrent;

namespace Smg.Wasm.Telemetry;

/// <summary>
/// Bounds what is logged on behalf of guests and callers: for each key some units a second, a line or a byte each. A module that fails at
/// each of ten thousand requests a second must not fill the log.
/// </summary>
internal sealed class LogBudget<TKey>(int unitsPerSecond, TimeProvider time)
    where TKey : notnull
{
    /// <summary>Keys beyond these share one budget, so that endless names cannot fill the memory.</summary>
    private const int MaxKeys = 1024;

    private readonly ConcurrentDictionary<TKey, Bucket> _buckets = new();
    private readonly Bucket _shared = new();

    /// <summary>Asks for units.</summary>
    /// <param name="key">Whose budget.</param>
    /// <param name="wanted">How many units.</param>
    /// <param name="suppressed">Units that were refused since the last that were given, these included.</param>
    /// <returns>How many are given, at most as many as wanted.</returns>
    public int Take(TKey key, int wanted, out long suppressed)
    {
        Bucket bucket = Find(key);
        lock (bucket)
        {
            long second = time.GetUtcNow().ToUnixTimeSeconds();
            if (bucket.Second != second)
            {
                bucket.Second = second;
                bucket.Left = unitsPerSecond;
            }

            int given = Math.Min(wanted, bucket.Left);
            bucket.Left -= given;
            bucket.Suppressed += wanted - given;
            suppressed = bucket.Suppressed;
            if (given > 0)
            {
                bucket.Suppressed = 0;
            }

            return given;
        }
    }

    private Bucket Find(TKey key)
    {
        if (_buckets.TryGetValue(key, out Bucket? bucket))
        {
            return bucket;
        }

        return _buckets.Count < MaxKeys ? _buckets.GetOrAdd(key, _ => new Bucket()) : _shared;
    }

    private sealed class Bucket
    {
        public long Second { get; set; }

        public int Left { get; set; }

        public long Suppressed { get; set; }
    }
}
