using System.Diagnostics;

namespace Smg.Load.Running;

/// <summary>Calls one observer during a measurement, on its own thread.</summary>
/// <param name="observer">The observer.</param>
/// <param name="measureFrom">The Stopwatch tick at which the measurement begins.</param>
internal sealed class ObserverLoop(ILoadObserver observer, long measureFrom)
{
    /// <summary>Starts a thread that calls the observer until it is disposed.</summary>
    public static EndableThread Start(ILoadObserver observer, long measureFrom) =>
        new("observe", new ObserverLoop(observer, measureFrom).Run);

    private void Run(ManualResetEventSlim end)
    {
        if (EndsBefore(measureFrom, end))
        {
            return;
        }

        observer.OnBegin();
        long interval = StopwatchTicks.Of(observer.Interval);
        long number = 1;
        while (!EndsBefore(measureFrom + (number * interval), end))
        {
            observer.OnSample();
            number = Math.Max(number, (Stopwatch.GetTimestamp() - measureFrom) / interval) + 1;
        }

        observer.OnEnd();
    }

    /// <summary>Waits until a tick, or until the end comes first.</summary>
    private static bool EndsBefore(long tick, ManualResetEventSlim end) =>
        end.Wait((int)Math.Max(0, Math.Ceiling((tick - Stopwatch.GetTimestamp()) * 1e3 / Stopwatch.Frequency)));
}
