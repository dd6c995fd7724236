using CsCheck;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tuning;
using Xunit;

namespace Smg.WasmPerf.Tests.Tuning;

public sealed class TuneSearchTests
{
    private static readonly SearchDimension[] Dimensions =
    [
        new("Keep", ["0", "64", "256", "1024"], "a peak"),
        new("Pool", ["false"], "a loss"),
        new("Batch", ["8", "32"], "small gains"),
        new("Share", ["own"], "good alone, bad beside Keep=256"),
        new("Idle", ["1", "2", "3"], "nothing"),
        new("Broken", ["yes"], "fails"),
    ];

    private static readonly TuneSearchOptions Options = new() { Dimensions = Dimensions };

    /// <summary>The best is Keep=256 with Batch=32: 2 × 1.15.</summary>
    private static double Surface(Candidate candidate)
    {
        string Value(string name) => candidate.Values.GetValueOrDefault(name, "");
        double keep = Value("Keep") switch
        {
            "0" => 0.4,
            "64" => 1.3,
            "256" => 2,
            "1024" => 0.8,
            _ => 1,
        };
        double pool = Value("Pool") == "false" ? 0.1 : 1;
        double batch = Value("Batch") switch
        {
            "8" => 1.05,
            "32" => 1.15,
            _ => 1,
        };
        double share =
            Value("Share") == "own"
                ? Value("Keep") == "256"
                    ? 0.5
                    : 1.4
                : 1;
        return Value("Broken") == "yes" ? 0 : keep * pool * batch * share;
    }

    [Fact]
    public void The_best_combination_is_found_and_what_does_nothing_is_not_in_it()
    {
        Candidate winner = new TuneSearch(Options, new SurfaceMeasurer(Surface)).Run(TestContext.Current.CancellationToken);

        Assert.Equal("Batch=32, Keep=256", winner.Key);
    }

    [Fact]
    public void Under_noise_the_winner_is_within_a_few_percent_of_the_best()
    {
        int near = 0;
        for (int seed = 1; seed <= 40; seed++)
        {
            Candidate winner = new TuneSearch(Options with { Seed = seed }, new SurfaceMeasurer(Surface, noise: 0.05, seed)).Run(
                TestContext.Current.CancellationToken
            );
            near += Surface(winner) >= 0.95 * 2.3 ? 1 : 0;
        }

        Assert.InRange(near, 38, 40);
    }

    [Fact]
    public void A_random_surface_of_factors_is_climbed_to_its_top() =>
        Gen.Select(Gen.Double[0.3, 1.6].Array[3].Array[2, 6], Gen.Int[1, 1000])
            .Sample(
                (factors, seed) =>
                {
                    double Gain(Candidate candidate) =>
                        candidate.Values.Aggregate(1.0, (gain, pair) => gain * factors[pair.Key[1] - '0'][pair.Value[0] - '0']);
                    SearchDimension[] dimensions = [.. factors.Select((_, i) => new SearchDimension($"d{i}", ["0", "1", "2"], ""))];
                    Candidate winner = new TuneSearch(new() { Dimensions = dimensions, Seed = seed }, new SurfaceMeasurer(Gain)).Run();

                    // What gains less than the smallest effect of interest may be left out, one name at a time.
                    double best = factors.Aggregate(1.0, (product, values) => product * Math.Max(1, values.Max()));
                    Assert.True(Gain(winner) >= best / Math.Pow(1.03, factors.Length) - 1e-9, $"{winner}: {Gain(winner)} of {best}");
                },
                iter: 300
            );

    [Fact]
    public void Where_nothing_helps_the_default_wins_without_a_halving()
    {
        SurfaceMeasurer measurer = new(candidate => candidate.Values.ContainsKey("Keep") ? 0.9 : 1);
        Candidate winner = new TuneSearch(Options, measurer).Run(TestContext.Current.CancellationToken);

        Assert.True(winner.IsDefault);
        Assert.DoesNotContain(measurer.Asked, asked => asked.StartsWith("Halving", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_allowed_is_never_measured()
    {
        bool Allowed(Candidate candidate) =>
            !(candidate.Values.ContainsKey("Keep") && candidate.Values.ContainsKey("Batch")) && !candidate.Values.ContainsKey("Pool");
        List<Candidate> measured = [];
        SurfaceMeasurer measurer = new(candidate =>
        {
            measured.Add(candidate);
            return Surface(candidate);
        });
        Candidate winner = new TuneSearch(Options with { IsAllowed = Allowed }, measurer).Run(TestContext.Current.CancellationToken);

        Assert.NotEmpty(measured);
        Assert.All(measured, candidate => Assert.True(Allowed(candidate), candidate.Key));
        Assert.Equal("Keep=256", winner.Key);
    }

    [Fact]
    public void A_default_that_cannot_be_measured_ends_the_search_with_its_reason()
    {
        ICandidateMeasurer measurer = new PairedMeasurer(new FakeArms(_ => throw new CandidateException("no memory")), new());

        CandidateException exception = Assert.Throws<CandidateException>(() =>
            new TuneSearch(Options, measurer).Run(TestContext.Current.CancellationToken)
        );
        Assert.Contains("no memory", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_of_all_measurements_is_the_time_that_was_given_but_for_the_final()
    {
        List<TuneProgress> reports = [];
        SurfaceMeasurer measurer = new(Surface, noise: 0.02);
        new TuneSearch(Options with { Time = TimeSpan.FromMinutes(10) }, measurer, new Receiver(reports.Add)).Run(
            TestContext.Current.CancellationToken
        );
        double seconds = reports.Where(one => one.Measured is not null).Sum(one => one.Measured!.Seconds);

        Assert.InRange(seconds, 0.55 * 600, 0.7501 * 600);
        Assert.Equal(600 - seconds, reports[^1].TimeLeft.TotalSeconds, 0.01);
        Assert.Equal((TuningStage.Control, 1, 1), (reports[0].Stage, reports[0].Index, reports[0].Count));
        Assert.All(reports.Zip(reports.Skip(1)), pair => Assert.True(pair.Second.TimeLeft <= pair.First.TimeLeft));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(13)]
    public void Interrupted_after_every_kth_measurement_and_resumed_it_asks_the_same_and_ends_the_same(int k)
    {
        TuneSearchOptions options = Options with { Seed = 7, Original = Candidate.Of(["Pool=false"]) };
        SurfaceMeasurer whole = new(Surface, noise: 0.1);
        TuneOutcome expected = new TuneRun(options, whole).Run(TestContext.Current.CancellationToken);
        Assert.Contains(whole.Asked, asked => asked.StartsWith("Refine", StringComparison.Ordinal));

        string saved = TuneStateFile.ToJson(new TuneState { Setup = TuneSamples.Setup });
        List<string> asked = [];
        TuneOutcome? outcome = null;
        while (outcome is null)
        {
            SurfaceMeasurer part = new(Surface, noise: 0.1) { InterruptAfter = k };
            RecordedMeasurer recorded = new(TuneStateFile.FromJson(saved, "state"), part, state => saved = TuneStateFile.ToJson(state));
            try
            {
                outcome = new TuneRun(options, recorded).Run(TestContext.Current.CancellationToken);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(k, part.Asked.Count);
            }

            asked.AddRange(part.Asked);
        }

        Assert.Equal(whole.Asked, asked);
        Assert.Equal((expected.Winner, expected.Recommended, expected.Reason), (outcome.Winner, outcome.Recommended, outcome.Reason));
    }

    [Fact]
    public void The_state_of_another_search_is_refused()
    {
        TuneState state = new() { Setup = TuneSamples.Setup };
        RecordedMeasurer recorded = new(state, new SurfaceMeasurer(Surface), kept => state = kept);
        new TuneSearch(Options, recorded).Run(TestContext.Current.CancellationToken);
        TuneSearchOptions other = Options with { Dimensions = [.. Dimensions.Reverse()] };

        ResultsFileException exception = Assert.Throws<ResultsFileException>(() =>
            new TuneSearch(other, new RecordedMeasurer(state, new SurfaceMeasurer(Surface), _ => { })).Run(
                TestContext.Current.CancellationToken
            )
        );
        Assert.Contains("another search", exception.Message, StringComparison.Ordinal);
    }

    private sealed class Receiver(Action<TuneProgress> tell) : IProgress<TuneProgress>
    {
        public void Report(TuneProgress value) => tell(value);
    }
}
