using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Experiments;
using Smg.WasmPerf.Tuning;
using Xunit;

namespace Smg.WasmPerf.Tests.Tuning;

public sealed class PairedMeasurerTests
{
    private static readonly Candidate Twice = Candidate.Of(["speed=2"]);

    [Fact]
    public void A_gain_is_seen_through_the_drift_of_the_machine()
    {
        Random random = new(5);
        double drift = 0;
        FakeArms sides = new(candidate =>
        {
            drift = (0.99 * drift) + (0.05 * Noise.Normal(random));
            return 10 * Math.Exp(drift + (0.05 * Noise.Normal(random))) / (candidate.IsDefault ? 1 : 2);
        });
        TuneMeasurement measured = new PairedMeasurer(sides, new() { MinRounds = 40 }).Measure(
            TuningStage.Sweep,
            Twice,
            TimeSpan.Zero,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(40, measured.Gains.Count);
        Assert.Equal(2, TuneResults.Of(measured).Gain, 0.1);
        Assert.Equal((0, 80), (sides.Alive, sides.Made));
    }

    [Fact]
    public void A_candidate_that_fails_is_a_measurement_and_leaves_nothing_alive()
    {
        FakeArms sides = new(candidate => candidate.IsDefault ? 10 : throw new CandidateException("too small a pool"));
        TuneMeasurement measured = new PairedMeasurer(sides, new()).Measure(
            TuningStage.Sweep,
            Twice,
            TimeSpan.Zero,
            TestContext.Current.CancellationToken
        );

        Assert.Equal("too small a pool", measured.Failure);
        Assert.Empty(measured.Gains);
        Assert.Equal(0, sides.Alive);
    }

    [Fact]
    public void A_default_that_fails_beside_a_candidate_ends_the_measurement()
    {
        FakeArms sides = new(candidate => candidate.IsDefault ? throw new CandidateException("gone") : 10);

        Assert.Throws<CandidateException>(() =>
            new PairedMeasurer(sides, new()).Measure(TuningStage.Sweep, Twice, TimeSpan.Zero, TestContext.Current.CancellationToken)
        );
        Assert.Equal(0, sides.Alive);
    }

    [Fact]
    public void A_comparison_has_a_verdict_and_a_control()
    {
        FakeArms sides = new(candidate => candidate.IsDefault ? 10 : 5);
        ComparisonResult result = new PairedMeasurer(sides, new()).Compare(
            "final",
            Candidate.Default,
            Twice,
            TimeSpan.FromSeconds(30),
            TestContext.Current.CancellationToken
        );

        Assert.Equal((ComparisonVerdict.Faster, 0.5, 1.0), (result.Verdict, result.Ratio, result.ControlRatio));
        Assert.Equal(["speed=2"], result.BOptions);
        Assert.Equal(0, sides.Alive);
    }
}
