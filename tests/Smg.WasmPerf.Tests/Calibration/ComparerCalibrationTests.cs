using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Experiments;
using Xunit;

namespace Smg.WasmPerf.Tests.Calibration;

/// <summary>
/// The comparer's operating characteristics under noise that is made: blocks that scatter, luck that stays for a round, a machine that
/// drifts, neighbours that come and go.
/// </summary>
public sealed class ComparerCalibrationTests
{
    private const int Comparisons = 100;

    [Theory]
    [InlineData(0.005)]
    [InlineData(0.015)]
    [InlineData(0.03)]
    public void Equals_are_hardly_ever_called_different(double luck) =>
        Assert.InRange(
            Enumerable.Range(1, Comparisons).Count(seed => Verdict(seed, 1, luck) is ComparisonVerdict.Slower or ComparisonVerdict.Faster),
            0,
            2
        );

    [Theory]
    [InlineData(0.005)]
    [InlineData(0.015)]
    public void A_twentieth_more_work_is_found(double luck) =>
        Assert.InRange(
            Enumerable.Range(1, Comparisons).Count(seed => Verdict(seed, 1.05, luck) == ComparisonVerdict.Slower),
            95,
            Comparisons
        );

    [Fact]
    public void A_twentieth_less_work_is_found() =>
        Assert.InRange(
            Enumerable.Range(1, Comparisons).Count(seed => Verdict(seed, 1 / 1.05, 0.01) == ComparisonVerdict.Faster),
            95,
            Comparisons
        );

    private static ComparisonVerdict Verdict(int seed, double ratio, double luck)
    {
        MadeMachine machine = new(seed);
        LiveComparison comparison = new(new LiveComparisonOptions { TimeBudget = TimeSpan.FromSeconds(15), Seed = seed }, machine);
        return comparison.Run(() => new ComparisonArms(machine.Side(1, luck), machine.Side(1, luck), machine.Side(ratio, luck))).Verdict;
    }

    /// <summary>A machine whose clock runs while its blocks do.</summary>
    private sealed class MadeMachine(int seed) : TimeProvider
    {
        private const double BlockMs = 5;
        private const double BlockScatter = 0.02;

        private readonly Random _random = new(seed);
        private double _drift;
        private double _ms;
        private int _burst;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => (long)(_ms * 1_000);

        /// <summary>A side of one round, with its own luck for all of it.</summary>
        public Func<double> Side(double work, double luck)
        {
            double own = work * Math.Exp(luck * Noise.Normal(_random));
            return () => Block(own);
        }

        private double Block(double work)
        {
            _drift = (0.98 * _drift) + (0.01 * Noise.Normal(_random));
            _burst =
                _burst > 0 ? _burst - 1
                : _random.Next(100) == 0 ? _random.Next(1, 10)
                : 0;
            double slow = Math.Exp(_drift + (BlockScatter * Noise.Normal(_random))) * (_burst > 0 ? 1.5 : 1);
            _ms += BlockMs * slow;
            return 10 * work * slow;
        }
    }
}
