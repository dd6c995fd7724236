using Smg.WasmPerf.Statistics;

namespace Smg.WasmPerf.Benchmarks.Gates;

/// <summary>
/// A workload that is made anew after some pairs. Where threads and instances come to lie in memory and caches differs from runtime to runtime
/// and stays for a runtime's life: pairs of one runtime alone would measure its luck.
/// </summary>
/// <param name="prepare">Makes a workload.</param>
/// <param name="pairs">Pairs before the next is made.</param>
internal sealed class RenewedWorkload(Func<GateWorkload> prepare, int pairs) : IPairedWorkload, IDisposable
{
    private GateWorkload? _current;
    private int _blocksLeft;

    public double RunA() => Current().RunA();

    public double RunB() => Current().RunB();

    public void Dispose() => _current?.Dispose();

    private GateWorkload Current()
    {
        // A pair is two blocks, in either order: a workload is only ever renewed between two pairs.
        if (_blocksLeft == 0)
        {
            _current?.Dispose();
            _current = prepare();
            _ = _current.RunA();
            _ = _current.RunB();
            _blocksLeft = 2 * pairs;
        }

        _blocksLeft--;
        return _current!;
    }
}
