namespace Smg.WasmPerf.Experiments;

/// <summary>
/// The loop under gates, comparisons, tuning, calibration and the search for the highest rate: it takes the next trial of a schedule, runs
/// it, and asks the stop rule whether that is enough.
/// </summary>
/// <remarks>
/// A schedule is a lazy sequence, so what comes next may depend on what the trials before it found. What a trial finds goes into a record,
/// which the stop rule looks at and the estimate is made of.
/// </remarks>
/// <param name="time">The clock, which starts here; the system's when null.</param>
public sealed class Experiment(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly long _began = (time ?? TimeProvider.System).GetTimestamp();

    /// <summary>The time since the experiment was made.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_began);

    /// <summary>Runs trials until the stop rule or the schedule ends them.</summary>
    /// <param name="schedule">The trials, in order; endless where the stop rule alone ends them.</param>
    /// <param name="run">Runs one.</param>
    /// <param name="stop">The stop rule; null where the schedule ends by itself.</param>
    /// <param name="cancellationToken">Ends the experiment between two trials.</param>
    /// <returns>Why it ended.</returns>
    public async Task<StopReason> RunAsync<TTrial>(
        IEnumerable<TTrial> schedule,
        Func<TTrial, Task> run,
        IStopRule? stop = null,
        CancellationToken cancellationToken = default
    )
    {
        foreach (TTrial trial in schedule)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await run(trial).ConfigureAwait(false);
            if (stop?.Look(Elapsed) is { } reason)
            {
                return reason;
            }
        }

        return StopReason.EndOfSchedule;
    }

    /// <summary>Runs trials on this thread, as <see cref="RunAsync"/> does.</summary>
    /// <param name="schedule">The trials, in order; endless where the stop rule alone ends them.</param>
    /// <param name="run">Runs one.</param>
    /// <param name="stop">The stop rule; null where the schedule ends by itself.</param>
    /// <param name="cancellationToken">Ends the experiment between two trials.</param>
    /// <returns>Why it ended.</returns>
    public StopReason Run<TTrial>(
        IEnumerable<TTrial> schedule,
        Action<TTrial> run,
        IStopRule? stop = null,
        CancellationToken cancellationToken = default
    )
    {
        // No trial waits, so the task is complete.
        return RunAsync(schedule, RunOne, stop, cancellationToken).GetAwaiter().GetResult();

        Task RunOne(TTrial trial)
        {
            run(trial);
            return Task.CompletedTask;
        }
    }
}
