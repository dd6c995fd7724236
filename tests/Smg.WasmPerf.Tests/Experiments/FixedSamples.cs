using Smg.WasmPerf.Experiments;

namespace Smg.WasmPerf.Tests.Experiments;

/// <summary>
/// Arms whose times a seed draws, with a clock that runs only while their blocks do: an experiment on them runs the same way each time.
/// </summary>
/// <param name="seed">Draws the times.</param>
/// <param name="blockMs">How long a block takes.</param>
internal sealed class FixedSamples(int seed, double blockMs) : TimeProvider
{
    private readonly Random _random = new(seed);
    private double _ms;

    /// <summary>The arms in the order in which their blocks ran, a letter each.</summary>
    public List<char> Order { get; } = [];

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000;

    /// <inheritdoc/>
    public override long GetTimestamp() => (long)(_ms * 1_000);

    /// <summary>A block: the mean time, up to a quarter more or less.</summary>
    /// <param name="arm">The arm's letter.</param>
    /// <param name="us">The mean time of an operation.</param>
    public Func<double> Arm(char arm, double us) =>
        () =>
        {
            Order.Add(arm);
            _ms += blockMs;
            return us * (0.75 + (0.5 * _random.NextDouble()));
        };

    /// <summary>Two arms.</summary>
    /// <param name="ratio">The time of A over that of B.</param>
    public IPairedWorkload Pairs(double ratio) => new TwoArms(Arm('A', 10 * ratio), Arm('B', 10));

    private sealed class TwoArms(Func<double> a, Func<double> b) : IPairedWorkload
    {
        public double RunA() => a();

        public double RunB() => b();
    }
}
