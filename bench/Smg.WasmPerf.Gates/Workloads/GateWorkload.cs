using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// The two sides of a gate, with what is disposed behind them. Blocks are sized by time, so that a slow side keeps its pairs.
/// </summary>
public sealed class GateWorkload : IPairedWorkload, IDisposable
{
    private readonly SizedBlock _a;
    private readonly SizedBlock _b;
    private readonly IDisposable[] _owned;

    /// <summary>Makes a workload of two operations, in blocks of the default length.</summary>
    /// <param name="a">One operation of the A side.</param>
    /// <param name="b">One operation of the B side.</param>
    /// <param name="owned">What is disposed with the workload, in order.</param>
    public GateWorkload(Action a, Action b, params IDisposable[] owned)
        : this(
            operations => BlockTimer.MicrosecondsPerOperation(operations, a),
            operations => BlockTimer.MicrosecondsPerOperation(operations, b),
            new SizedBlockOptions(),
            owned
        ) { }

    /// <summary>Makes a workload of blocks that time themselves.</summary>
    /// <param name="a">Runs that many operations of the A side and returns the time of one, in microseconds.</param>
    /// <param name="b">The same of the B side.</param>
    /// <param name="size">How long a block is to be.</param>
    /// <param name="owned">What is disposed with the workload, in order.</param>
    public GateWorkload(Func<int, double> a, Func<int, double> b, SizedBlockOptions size, params IDisposable[] owned)
    {
        _a = new SizedBlock(a, size);
        _b = new SizedBlock(b, size);
        _owned = owned;
    }

    /// <summary>Samples of what is measured beside the two sides; empty where nothing is.</summary>
    public IReadOnlyList<double> ControlSamples { get; init; } = [];

    /// <summary>What was chosen for this workload, as an ending of the gate's description. Defaults to nothing.</summary>
    public string Detail { get; init; } = "";

    /// <inheritdoc/>
    public double RunA() => _a.Run();

    /// <inheritdoc/>
    public double RunB() => _b.Run();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }
    }
}
