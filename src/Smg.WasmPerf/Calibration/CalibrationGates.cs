using System.Globalization;
using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Calibration;

/// <summary>Holds what a calibration measured against what the lab promises.</summary>
public static class CalibrationGates
{
    /// <summary>Fewer trials say nothing about one false alarm in fifty.</summary>
    public const int FewestTrials = 50;

    private const double MostFalseAlarms = 2;
    private const double LeastFound = 95;
    private const double MostStallError = 5;
    private const double MostLatenessUs = 1_000;

    /// <summary>A tenth of what another engine was measured to take for an iteration.</summary>
    private const double MostBytes = 37.5;

    /// <summary>Comparisons of a thing with itself: how many of a hundred call it faster or slower.</summary>
    public static GateResult FalseAlarms(IReadOnlyList<CalibrationTrial> trials) =>
        Share(
            "aa_false_alarms",
            "identical sides that were called different",
            trials,
            trial => trial.Verdict is ComparisonVerdict.Faster or ComparisonVerdict.Slower,
            MostFalseAlarms,
            GateDirection.AtMost,
            "aa"
        );

    /// <summary>Comparisons with a side that does 5 % more work: how many of a hundred call it slower.</summary>
    public static GateResult Found(IReadOnlyList<CalibrationTrial> trials) =>
        Share(
            "slowdown_5_percent_found",
            "slowdowns of 5 % that were found",
            trials,
            trial => trial.Verdict == ComparisonVerdict.Slower,
            LeastFound,
            GateDirection.AtLeast,
            "slowdown"
        );

    /// <summary>A stall: how far its p99 is from theory.</summary>
    public static GateResult Stall(StallOutcome outcome)
    {
        double percent = outcome.RelativeError * 100;
        return Gate(
            "stall_p99_error",
            string.Create(
                CultureInfo.InvariantCulture,
                $"one stall of 100 ms at 1,000 arrivals a second: p99 response time {outcome.ResponseP99.TotalMilliseconds:F1} ms, "
                    + $"expected by theory {outcome.Theory.TotalMilliseconds:F1} ms; the service time does not show it (p99 "
                    + $"{outcome.ServiceP99.TotalMilliseconds:F3} ms)"
            ),
            percent,
            "%",
            MostStallError,
            GateDirection.AtMost,
            outcome.GeneratorLimited
                ? "the generator could not keep 1,000 arrivals a second on time; calibrate again when nothing else runs"
                : null,
            1,
            "stall"
        );
    }

    /// <summary>Arrivals: how late one in a hundred is.</summary>
    /// <param name="spacing"><c>uniform</c> or <c>poisson</c>.</param>
    /// <param name="targetRate">The rate that was asked for.</param>
    /// <param name="accuracy">What came of it.</param>
    public static GateResult Arrivals(string spacing, int targetRate, ArrivalAccuracy accuracy) =>
        Gate(
            $"arrival_lateness_p99_{spacing}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"p99 of the lateness at {targetRate:N0} arrivals a second, {spacing}; {accuracy.RatePerSecond:N0}/s were started, "
                    + $"half of them at most {accuracy.Lateness.P50Us:F1} µs late"
            ),
            accuracy.Lateness.P99Us,
            "µs",
            MostLatenessUs,
            GateDirection.AtMost,
            null,
            (int)Math.Min(int.MaxValue, accuracy.Arrivals),
            "arrivals"
        );

    /// <summary>The closed model: the memory of an iteration.</summary>
    public static GateResult Iterations(ClosedIterations iterations) =>
        Gate(
            "closed_iteration_bytes",
            string.Create(
                CultureInfo.InvariantCulture,
                $"managed memory that is allocated per empty iteration of the closed model; two copies ran "
                    + $"{iterations.RatePerSecond:N0} iterations a second"
            ),
            iterations.BytesPerIteration,
            "B",
            MostBytes,
            GateDirection.AtMost,
            null,
            1,
            "arrivals"
        );

    private static GateResult Share(
        string name,
        string description,
        IReadOnlyList<CalibrationTrial> trials,
        Func<CalibrationTrial, bool> counts,
        double threshold,
        GateDirection direction,
        string only
    )
    {
        int hits = trials.Count(counts);
        int undecided = trials.Count(trial => trial.Verdict == ComparisonVerdict.Undecided);
        return Gate(
            name,
            $"{description}: {hits} of {trials.Count}, {undecided} undecided",
            trials.Count == 0 ? double.NaN : 100.0 * hits / trials.Count,
            "%",
            threshold,
            direction,
            trials.Count < FewestTrials
                ? $"{trials.Count} comparisons are too few to judge a share; run at least {FewestTrials} (--comparisons {FewestTrials})"
                : null,
            trials.Count,
            only
        );
    }

    private static GateResult Gate(
        string name,
        string description,
        double value,
        string unit,
        double threshold,
        GateDirection direction,
        string? undecided,
        int samples,
        string only
    ) =>
        new()
        {
            Name = name,
            Description = description,
            Value = value,
            Low = value,
            High = value,
            Threshold = threshold,
            Unit = unit,
            Direction = direction,
            Verdict = undecided is null ? GateEvaluator.Evaluate(value, value, threshold, direction) : GateVerdict.Undecided,
            Reason = undecided,
            Samples = samples,
            FollowUpCommand = LabCommand.Of($"calibrate --only {only}"),
        };
}
