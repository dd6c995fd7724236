using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>
/// A workload that is recreated after some pairs. Where threads and instances come to lie in memory and caches differs from runtime
/// to runtime and stays for a runtime's life: pairs of one runtime alone would measure its luck.
/// </summary>
/// <param name="prepare">Makes a workload.</param>
/// <param name="pairs">Pairs before the next is made.</param>
internal sealed class RenewedWorkload(Func<GateWorkload> prepare, int pairs) : IPairedWorkload, IDisposable
{
    private GateWorkload? _current;
    private int _blocksLeft;

    /// <summary>The workload of the last blocks.</summary>
    public GateWorkload Last => _current!;

    public double RunA() => Current().RunA();

    public double RunB() => Current().RunB();

    /// <summary>Makes the first workload, so that its time does not count as the comparison's.</summary>
    public void Prepare() => _ = Current(0);

    public void Dispose() => _current?.Dispose();

    /// <summary>The workload of the next blocks.</summary>
    /// <param name="blocks">How many are run.</param>
    private GateWorkload Current(int blocks = 1)
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

        _blocksLeft -= blocks;
        return _current!;
    }
}
