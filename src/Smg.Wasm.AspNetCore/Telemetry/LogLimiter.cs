using System.Collections.Concurrent;

namespace Smg.Wasm.AspNetCore.Telemetry;

/// <summary>
/// Lets one line an interval pass for each key, and counts those between: what repeats a thousand times a second must not fill the log.
/// </summary>
/// <param name="interval">The shortest time between two lines of one key.</param>
/// <param name="time">The clock.</param>
internal sealed class LogLimiter<TKey>(TimeSpan interval, TimeProvider time)
    where TKey : notnull
{
    /// <summary>Keys beyond these share one place, so that endless names cannot fill the memory.</summary>
    private const int MaxKeys = 1024;

    private readonly ConcurrentDictionary<TKey, Place> _places = new();
    private readonly Place _shared = new();

    /// <summary>Asks whether a line may be written now.</summary>
    /// <param name="key">What it is about.</param>
    /// <param name="suppressed">Lines that were held back since the last one.</param>
    public bool TryTake(TKey key, out long suppressed)
    {
        Place place =
            _places.TryGetValue(key, out Place? known) ? known
            : _places.Count < MaxKeys ? _places.GetOrAdd(key, _ => new Place())
            : _shared;
        lock (place)
        {
            suppressed = place.Suppressed;
            if (place.Last is { } last && time.GetElapsedTime(last) < interval)
            {
                place.Suppressed++;
                return false;
            }

            place.Last = time.GetTimestamp();
            place.Suppressed = 0;
            return true;
        }
    }

    private sealed class Place
    {
        public long? Last { get; set; }

        public long Suppressed { get; set; }
    }
}
