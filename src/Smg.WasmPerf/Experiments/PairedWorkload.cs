namespace Smg.WasmPerf.Experiments;

/// <summary>A paired workload of two delegates.</summary>
/// <param name="runA">Runs one block of the A side and returns the time of one operation, in microseconds.</param>
/// <param name="runB">Runs one block of the B side and returns the time of one operation, in microseconds.</param>
public sealed class PairedWorkload(Func<double> runA, Func<double> runB) : IPairedWorkload
{
    /// <inheritdoc/>
    public double RunA() => runA();

    /// <inheritdoc/>
    public double RunB() => runB();
}
