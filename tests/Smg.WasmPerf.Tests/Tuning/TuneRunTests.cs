using CsCheck;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tuning;
using Xunit;

namespace Smg.WasmPerf.Tests.Tuning;

public sealed class TuneRunTests
{
    private static readonly TuneSearchOptions Options = new()
    {
        Dimensions = [new("a", ["1", "2"], ""), new("b", ["1"], "")],
        Original = Candidate.Of(["b=9"]),
    };

    [Fact]
    public void What_is_better_in_the_search_and_not_in_the_final_is_not_recommended() =>
        Gen.Select(Gen.Double[0.3, 3], Gen.Double[0.3, 3])
            .Sample(
                (searched, real) =>
                {
                    Liar measurer = new(searched, real);
                    TuneOutcome outcome = new TuneRun(Options, measurer).Run();

                    Assert.True(outcome.Recommended.IsDefault || real > 1.03, $"{outcome.Recommended} though it is {real}");
                    Assert.Equal(searched > 1.06 && real > 1.06, !outcome.Recommended.IsDefault && searched > 1.06 && real > 1.06);
                    Assert.True(outcome.Recommended.Equals(outcome.Winner) || outcome.Recommended.IsDefault);
                },
                iter: 300
            );

    [Theory]
    [InlineData(1.5, ComparisonVerdict.Faster, true, "better than the default")]
    [InlineData(1.0, ComparisonVerdict.Same, false, "as good as the default")]
    [InlineData(0.7, ComparisonVerdict.Slower, false, "worse than the default")]
    [InlineData(1.035, ComparisonVerdict.Undecided, false, "could not distinguish")]
    public void The_final_decides_and_says_why(double real, ComparisonVerdict verdict, bool recommended, string reason)
    {
        TuneOutcome outcome = new TuneRun(Options, new Liar(1.5, real)).Run(TestContext.Current.CancellationToken);

        Assert.Equal(verdict, outcome.AgainstDefault!.Verdict);
        Assert.Equal("a=1, b=1", outcome.Winner.Key);
        Assert.Equal(recommended, !outcome.Recommended.IsDefault);
        Assert.Equal(verdict == ComparisonVerdict.Undecided, outcome.IsUndecided);
        Assert.Contains(reason, outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_recommendation_is_compared_with_the_original_and_not_the_winner_that_lost()
    {
        TuneOutcome outcome = new TuneRun(Options, new Liar(1.5, 0.5)).Run(TestContext.Current.CancellationToken);

        Assert.Equal(["b=9"], outcome.AgainstOriginal!.AOptions);
        Assert.Empty(outcome.AgainstOriginal.BOptions);
    }

    [Fact]
    public void Where_nothing_is_better_there_is_no_final_against_the_default()
    {
        TuneOutcome outcome = new TuneRun(Options, new Liar(0.5, 2)).Run(TestContext.Current.CancellationToken);

        Assert.Null(outcome.AgainstDefault);
        Assert.True(outcome.Recommended.IsDefault);
        Assert.Contains("nothing", outcome.Reason, StringComparison.Ordinal);
    }

    /// <summary>Gains of the search are one thing, those of the final another.</summary>
    private sealed class Liar(double searched, double real) : ICandidateMeasurer
    {
        private readonly SurfaceMeasurer _search = new(candidate => Math.Pow(searched, candidate.Values.Count));
        private readonly SurfaceMeasurer _final = new(_ => real);

        public TuneMeasurement Measure(TuningStage stage, Candidate candidate, TimeSpan time, CancellationToken cancellationToken) =>
            _search.Measure(stage, candidate, time, cancellationToken);

        public ComparisonResult Compare(string name, Candidate a, Candidate b, TimeSpan time, CancellationToken cancellationToken) =>
            _final.Compare(name, a, b, time, cancellationToken);
    }
}
