using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.Tests.Experiments;

/// <summary>
/// Two sides of a known ratio on a machine whose speed wanders: an autocorrelated drift that goes on from block to
/// block, and lognormal noise with the odd stall on each block.
/// </summary>
internal sealed class DriftingWorkload(double ratio, int seed) : IPairedWorkload
{
    private readonly Random _random = new(seed);
    private double _drift;

    public List<char> Order { get; } = [];

    public double RunA() => Block('A', 10 * ratio);

    public double RunB() => Block('B', 10);

    private double Block(char side, double us)
    {
        Order.Add(side);
        _drift = (0.98 * _drift) + (0.04 * Noise.Normal(_random));
        double stall = _random.NextDouble() < 0.03 ? 3 : 1;
        return us * stall * Math.Exp(_drift + (0.08 * Noise.Normal(_random)));
    }
}
