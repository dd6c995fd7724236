using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Scenarios.Tuning;
using Smg.WasmPerf.Tuning;

namespace Smg.WasmPerf.Scenarios.Tests.Tuning;

[Collection(nameof(LoadScenarioTests))]
public sealed class RuntimeArmsTests
{
    private static readonly WasmModule Minimal = GuestLibrary.Load("minimal");

    [Fact]
    public void The_bridge_is_many_times_as_fast_as_the_dynamic_path_with_bodies_of_kilobytes()
    {
        PairedMeasurer measurer = new(Sides(Minimal, "2048:1,16384:1", rate: null), new());
        TuneMeasurement measured = measurer.Measure(
            TuningStage.Sweep,
            Candidate.Of(["CallPath=Dynamic"]),
            TimeSpan.Zero,
            CancellationToken.None
        );

        Assert.Null(measured.Failure);
        Assert.InRange(TuneResults.Of(measured).Gain, 0.001, 0.5);
    }

    [Fact]
    public void A_response_time_at_a_rate_is_a_cost_in_microseconds_or_the_generator_fell_behind()
    {
        using IArm side = Sides(Minimal, "2048", rate: 500).Make(Candidate.Default);

        // Which of the two it is depends on the machine at this moment: a generator that fell behind is said, and no cost made of it.
        double? cost = null;
        CandidateException? late = null;
        try
        {
            cost = side.RunBlock();
        }
        catch (CandidateException exception)
        {
            late = exception;
        }

        Assert.InRange(cost ?? 5, 5, 60_000_000);
        Assert.Contains(
            "generator cannot keep 500 arrivals a second",
            late?.Message ?? "generator cannot keep 500 arrivals a second",
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(100)]
    public void A_candidate_whose_calls_fail_says_why(int? rate)
    {
        PairedMeasurer measurer = new(Sides(Minimal, "100", rate), new() { PairsPerRound = 1, MinRounds = 1 });
        TuneMeasurement measured = measurer.Measure(
            TuningStage.Sweep,
            Candidate.Of(["MaxBodySize=50"]),
            TimeSpan.Zero,
            CancellationToken.None
        );

        Assert.NotNull(measured.Failure);
        Assert.Contains("minimal", measured.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_candidate_out_of_bounds_says_why()
    {
        CandidateException exception = Assert.Throws<CandidateException>(() =>
            Sides(Minimal, "100", rate: null).Make(Candidate.Of(["PoolSize=1"]))
        );

        Assert.Contains("PoolSize is 1", exception.Message, StringComparison.Ordinal);
    }

    private static RuntimeArms Sides(WasmModule module, string mix, int? rate) =>
        new(
            new WasmRuntimeOptions
            {
                CompileGuard = CompileGuard.None,
                MaxExecutionTimeMs = 60_000,
                MaxQueueTimeMs = 60_000,
            },
            module,
            AttachPoint.OnRequest,
            MessageMix.TryParse(mix)!,
            rate
        );
}
