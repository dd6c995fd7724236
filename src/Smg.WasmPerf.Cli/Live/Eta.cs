namespace Smg.WasmPerf.Cli.Live;

/// <summary>Estimates time left.</summary>
internal static class Eta
{
    /// <summary>Time left when the rest goes on as what is done did; null before anything is done.</summary>
    /// <param name="elapsed">Time since the beginning.</param>
    /// <param name="done">The part that is done, from 0 to 1.</param>
    public static TimeSpan? Of(TimeSpan elapsed, double done) => done > 0 ? elapsed * ((1 - Math.Min(1, done)) / done) : null;
}
