using System.Globalization;

namespace Smg.Load.Running;

/// <summary>
/// The moments at which several generators start the measurements of a run, one after another. Every generator computes the same moments
/// from the first: each is <see cref="Gap"/> after the planned end of the one before, which is for draining and preparing.
/// </summary>
/// <param name="first">When the first measurement starts.</param>
public sealed class CommonStart(DateTimeOffset first)
{
    private DateTimeOffset _next = first;

    /// <summary>Time from a measurement's planned end to the start of the next.</summary>
    public static TimeSpan Gap { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How late a measurement may start.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the next measurement starts, with its warm-up.</summary>
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
                        + $"would not load at the same time as the others. Choose a later start."
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
