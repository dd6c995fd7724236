using System.Globalization;

namespace Smg.Load.Running;

/// <summary>
/// The moments at which several generators begin the measurements of a run, one after another. Every generator works out the same
/// ones from the first: each comes <see cref="Gap"/> after the planned end of the one before, which is for draining and preparing.
/// </summary>
/// <param name="first">When the first one begins.</param>
public sealed class CommonStart(DateTimeOffset first)
{
    private DateTimeOffset _next = first;

    /// <summary>From a measurement's planned end to the next one's beginning.</summary>
    public static TimeSpan Gap { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How late a measurement may still begin.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromSeconds(1);

    /// <summary>When the next measurement begins, its warm-up first.</summary>
    /// <param name="planned">How long it is planned to last, its warm-up included.</param>
    public DateTimeOffset Next(TimeSpan planned)
    {
        DateTimeOffset start = _next;
        _next += planned + Gap;
        return start;
    }

    /// <summary>Waits for a beginning; not at all when it has just passed.</summary>
    /// <exception cref="InvalidOperationException">It has passed by more than <see cref="Tolerance"/>.</exception>
    internal static async Task WaitAsync(DateTimeOffset start, CancellationToken cancellationToken)
    {
        if (DateTimeOffset.UtcNow - start > Tolerance)
        {
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The common start {start:O} passed {(DateTimeOffset.UtcNow - start).TotalSeconds:F1} s ago: this generator "
                        + "would not load at the same time as the others. Choose a later start."
                )
            );
        }

        // In short steps: the clock may be set meanwhile.
        while (start - DateTimeOffset.UtcNow is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
        }
    }
}
