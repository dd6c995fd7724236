using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>The two sides of a gate, with what is disposed behind them.</summary>
public sealed class GateWorkload : IPairedWorkload, IDisposable
{
    private readonly IPairedWorkload _blocks;
    private readonly IDisposable[] _owned;

    /// <summary>Makes a workload of two operations.</summary>
    /// <param name="a">One operation of the A side.</param>
    /// <param name="aRepeats">How many make a block.</param>
    /// <param name="b">One operation of the B side.</param>
    /// <param name="bRepeats">How many make a block.</param>
    /// <param name="owned">What is disposed with the workload, in order.</param>
    public GateWorkload(Action a, int aRepeats, Action b, int bRepeats, params IDisposable[] owned)
        : this(new PairedWorkload(() => BlockTimer.MicrosecondsPerOperation(aRepeats, a), () => BlockTimer.MicrosecondsPerOperation(bRepeats, b)), owned)
    {
    }

    private GateWorkload(IPairedWorkload blocks, IDisposable[] owned)
    {
        _blocks = blocks;
        _owned = owned;
    }

    /// <summary>Makes a workload of blocks that time themselves.</summary>
    /// <param name="blocks">The two sides.</param>
    /// <param name="owned">What is disposed with the workload, in order.</param>
    public static GateWorkload OfBlocks(IPairedWorkload blocks, params IDisposable[] owned) => new(blocks, owned);

    /// <inheritdoc/>
    public double RunA() => _blocks.RunA();

    /// <inheritdoc/>
    public double RunB() => _blocks.RunB();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }
    }
}
