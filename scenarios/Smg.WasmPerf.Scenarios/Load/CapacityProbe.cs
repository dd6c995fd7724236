namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>Calls a target in a closed loop for a moment, to choose an arrival rate that this machine can serve now.</summary>
public static class CapacityProbe
{
    /// <summary>
    /// The part of the capacity that a default rate takes: a queue at 5 % is nearly always empty, also where a busy neighbour halves the
    /// machine after the probe.
    /// </summary>
    public const double ShareOfCapacity = 0.05;

    /// <summary>The lowest default rate, arrivals a second: a p99 of a few seconds needs some hundred requests.</summary>
    public const int LowestRate = 50;

    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(300);

    /// <summary>The arrival rate of a measurement: the one that was asked for, else one by the machine's capacity now.</summary>
    /// <param name="settings">The run's settings. Shards must agree without knowing of each other, so they take
    /// <paramref name="highest"/>.</param>
    /// <param name="highest">The scenario's usual rate, which a faster machine does not exceed: rows of several runs stay
    /// comparable.</param>
    /// <param name="call">One call of what the scenario calls.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public static async Task<int> RateAsync(LoadSettings settings, int highest, Func<ValueTask> call, TimeProvider? time = null) =>
        settings.Rate
        ?? (
            settings.Shard.Count > 1
                ? highest
                : RateOf(await MeasureAsync(call, Duration, time ?? TimeProvider.System).ConfigureAwait(false), highest)
        );

    /// <summary>
    /// The default rate at a capacity: <see cref="ShareOfCapacity"/> of it, rounded down to 1, 2 or 5 times a power of ten so that runs on
    /// one machine mostly choose alike.
    /// </summary>
    /// <param name="capacity">Calls a second.</param>
    /// <param name="highest">The highest rate to choose.</param>
    public static int RateOf(double capacity, int highest)
    {
        double share = Math.Max(1, Math.Min(capacity * ShareOfCapacity, highest));
        double power = Math.Pow(10, Math.Floor(Math.Log10(share)));
        double rounded =
            share / power >= 5 ? 5 * power
            : share / power >= 2 ? 2 * power
            : power;
        return Math.Min(highest, Math.Max(LowestRate, (int)rounded));
    }

    /// <summary>Calls a second that one caller gets done.</summary>
    /// <param name="call">One call.</param>
    /// <param name="duration">After which no further call begins; one is always made.</param>
    /// <param name="time">The clock.</param>
    public static async Task<double> MeasureAsync(Func<ValueTask> call, TimeSpan duration, TimeProvider time)
    {
        long began = time.GetTimestamp();
        long calls = 0;
        TimeSpan elapsed;
        do
        {
            await call().ConfigureAwait(false);
            calls++;
            elapsed = time.GetElapsedTime(began);
        } while (elapsed < duration);

        return calls / Math.Max(elapsed.TotalSeconds, 1e-9);
    }
}
