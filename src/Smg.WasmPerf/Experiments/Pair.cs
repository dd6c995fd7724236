namespace Smg.WasmPerf.Experiments;

/// <summary>One block of either arm, one after the other.</summary>
/// <param name="A">The A side's time of one operation, in microseconds.</param>
/// <param name="B">The B side's time of one operation, in microseconds.</param>
internal readonly record struct Pair(double A, double B)
{
    /// <summary>Runs a pair.</summary>
    /// <param name="workload">The arms.</param>
    /// <param name="aFirst">Whether the A side goes first.</param>
    /// <param name="cancellationToken">Ends it between two blocks.</param>
    /// <exception cref="InvalidOperationException">A block returned a time that is not positive and finite.</exception>
    public static Pair Run(IPairedWorkload workload, bool aFirst, CancellationToken cancellationToken)
    {
        double first = RunBlock(workload, aFirst, cancellationToken);
        double second = RunBlock(workload, !aFirst, cancellationToken);
        return aFirst ? new Pair(first, second) : new Pair(second, first);
    }

    private static double RunBlock(IPairedWorkload workload, bool sideA, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        double time = sideA ? workload.RunA() : workload.RunB();
        return double.IsFinite(time) && time > 0
            ? time
            : throw new InvalidOperationException($"A block of the {(sideA ? 'A' : 'B')} side took {time} µs an operation.");
    }
}
