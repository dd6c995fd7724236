using System.Diagnostics;

namespace Smg.Gateway.Simulator;

/// <summary>Says when each token of a stream is due. A token that was late does not delay the next.</summary>
/// <param name="intervalMs">Milliseconds from one to the next.</param>
internal sealed class TokenClock(double intervalMs)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Waits until a token is due; the first is at once.</summary>
    public ValueTask WaitAsync(int token, CancellationToken cancellationToken)
    {
        double ms = (token * intervalMs) - Stopwatch.GetElapsedTime(_start).TotalMilliseconds;
        return ms < 1 ? ValueTask.CompletedTask : new ValueTask(Task.Delay(TimeSpan.FromMilliseconds(ms), cancellationToken));
    }
}
