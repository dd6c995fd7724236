using Smg.Load.Text;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Tests.Results;
using Smg.WasmPerf.Wording;
using Xunit;

namespace Smg.WasmPerf.Tests.Reports;

public sealed class GateSentenceTests
{
    [Theory]
    [InlineData(
        1.61,
        1.38,
        1.696,
        1.7,
        GateDirection.AtLeast,
        "0.09x below the threshold: median 1.61x, interval [1.38, 1.696], needs at least 1.7x"
    )]
    [InlineData(1.7, 1.6, 1.8, 20, GateDirection.AtLeast, "1.7x, below 20x (interval [1.6, 1.8])")]
    [InlineData(
        1.2,
        1.1004,
        1.3,
        1.1,
        GateDirection.AtMost,
        "0.1x above the threshold: median 1.2x, interval [1.1004, 1.3], needs at most 1.1x"
    )]
    [InlineData(9, 8, 10, 1.1, GateDirection.AtMost, "9x, above 1.1x (interval [8, 10])")]
    [InlineData(3, 3, 3, 0, GateDirection.AtMost, "3x, above 0x")]
    [InlineData(5.6, 5.6, 5.6, 5, GateDirection.AtMost, "0.6x above the threshold: 5.6x, needs at most 5x")]
    public void A_failed_gate_says_how_far_its_value_is_from_the_threshold(
        double value,
        double low,
        double high,
        double threshold,
        GateDirection direction,
        string sentence
    ) => Assert.Equal(sentence, GateSentence.Outcome(SampleResults.Gate("g", value, low, high, threshold, direction, GateVerdict.Failed)));

    [Fact]
    public void A_gate_that_was_measured_twice_says_what_the_first_time_found()
    {
        GateResult gate = SampleResults.Gate("g", 1.26, 1.21, 1.28, 1.2, GateDirection.AtMost, GateVerdict.Failed) with
        {
            FirstAttempt = new GateAttempt(GateVerdict.Undecided, 1.19, 1.1, 1.22),
        };
        Assert.EndsWith(
            "needs at most 1.2x; measured twice, the first time undecided with 1.19x [1.1, 1.22]",
            GateSentence.Outcome(gate),
            StringComparison.Ordinal
        );
        Assert.Null(GateSentence.FirstTime(gate with { FirstAttempt = null }));
    }

    [Fact]
    public void An_undecided_gate_says_that_the_interval_includes_the_threshold_or_that_the_samples_are_too_few()
    {
        GateResult spans = SampleResults.Gate("g", 1.08, 0.97, 1.21, 1.1, GateDirection.AtMost, GateVerdict.Undecided);
        Assert.StartsWith(
            "the 95 % interval [0.97, 1.21] includes the threshold 1.1x; median 1.08x of 60 samples;",
            GateSentence.Outcome(spans),
            StringComparison.Ordinal
        );

        GateResult few = spans with { Low = 1, High = 1.05, Value = 1.02, Samples = 1 };
        Assert.StartsWith(
            "1.02x [1, 1.05], needs at most 1.1x, but 1 sample is too few for a verdict",
            GateSentence.Outcome(few),
            StringComparison.Ordinal
        );

        GateResult vetoed = spans with { Low = 1.2, High = 1.4, Value = 1.3 };
        Assert.StartsWith(
            "1.3x [1.2, 1.4], needs at most 1.1x, but its control says that this machine cannot tell now",
            GateSentence.Outcome(vetoed),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_reason_takes_the_place_of_figures_that_do_not_say_it()
    {
        GateResult skipped = SampleResults.Gate("g", double.NaN, double.NaN, double.NaN, 2, GateDirection.AtLeast, GateVerdict.Skipped) with
        {
            Reason = "needs 4 processors.",
        };
        Assert.Equal("SKIPPED  g: needs 4 processors", GateSentence.Line(skipped));
        Assert.Equal(
            "FAILED  g: no pool. Details: perf gates --only g",
            GateSentence.Line(skipped with { Verdict = GateVerdict.Failed, Reason = "no pool" })
        );
    }

    [Fact]
    public void Medians_are_shown_in_the_words_of_the_gate_and_not_where_they_contradict_its_value()
    {
        GateResult times = SampleResults.Gate("g", 9.5, 9, 10, 5, GateDirection.AtLeast, GateVerdict.Passed) with
        {
            Description = "standard allocation, over a pool",
        };
        Assert.Equal("Medians: 93.1 µs over 9.8 µs.", GateSides.Medians(times));
        Assert.Null(GateSides.Medians(times with { Value = 1.43 }));

        GateResult rates = times with
        {
            Value = 0.76,
            AMedianUs = 74.4,
            BMedianUs = 97.8,
            Description = "requests a second of the gateway with the module (closed), over the same without modules (8 clients)",
        };
        Assert.Equal("74.4 µs a request without the module, 97.8 µs with it: 0.76 of the rate.", GateSides.Medians(rates));
        Assert.Equal(("the same without modules", "the gateway with the module"), (GateSides.Of(rates).A, GateSides.Of(rates).B));
    }

    [Theory]
    [InlineData(1, "1 core")]
    [InlineData(0, "0 cores")]
    [InlineData(1_000, "1,000 cores")]
    public void One_is_singular(long count, string text) => Assert.Equal(text, Quantity.Count(count, "core"));
}
