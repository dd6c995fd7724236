using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>The two sides of a gate, made of two operations and how often each is repeated in a block.</summary>
public sealed class GateWorkload : IPairedWorkload, IDisposable
{
    private readonly Action _a;
    private readonly Action _b;
    private readonly int _aRepeats;
    private readonly int _bRepeats;
    private readonly IDisposable[] _owned;

    /// <summary>Makes a workload.</summary>
    /// <param name="a">One operation of the A side.</param>
    /// <param name="aRepeats">How many make a block.</param>
    /// <param name="b">One operation of the B side.</param>
    /// <param name="bRepeats">How many make a block.</param>
    /// <param name="owned">What is disposed with the workload.</param>
    public GateWorkload(Action a, int aRepeats, Action b, int bRepeats, params IDisposable[] owned)
    {
        _a = a;
        _b = b;
        _aRepeats = aRepeats;
        _bRepeats = bRepeats;
        _owned = owned;
    }

    /// <inheritdoc/>
    public double RunA() => BlockTimer.MicrosecondsPerOperation(_aRepeats, _a);

    /// <inheritdoc/>
    public double RunB() => BlockTimer.MicrosecondsPerOperation(_bRepeats, _b);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }
    }
}
