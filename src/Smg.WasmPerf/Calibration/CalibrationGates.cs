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
                trials,
                "identical sides that were called different",
                trial => trial.Verdict is ComparisonVerdict.Faster or ComparisonVerdict.Slower
            )
            .Judge(new Limit("aa_false_alarms", MostFalseAlarms, "aa"));

    /// <summary>Comparisons with a side that does 5 % more work: how many of a hundred call it slower.</summary>
    public static GateResult Found(IReadOnlyList<CalibrationTrial> trials) =>
        Share(trials, "slowdowns of 5 % that were found", trial => trial.Verdict == ComparisonVerdict.Slower)
            .Judge(new Limit("slowdown_5_percent_found", LeastFound, "slowdown") { Direction = GateDirection.AtLeast });

    /// <summary>A stall: how far its p99 is from theory.</summary>
    public static GateResult Stall(StallOutcome outcome) =>
        new Finding(outcome.RelativeError * 100, "%")
        {
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"one stall of 100 ms at 1,000 arrivals a second: p99 response time {outcome.ResponseP99.TotalMilliseconds:F1} ms, "
                    + $"expected by theory {outcome.Theory.TotalMilliseconds:F1} ms; the service time does not show it (p99 "
                    + $"{outcome.ServiceP99.TotalMilliseconds:F3} ms)"
            ),
            Undecided = outcome.GeneratorLimited
                ? "the generator could not keep 1,000 arrivals a second on time; calibrate again when nothing else runs"
                : null,
        }.Judge(new Limit("stall_p99_error", MostStallError, "stall"));

    /// <summary>Arrivals: how late one in a hundred is.</summary>
    /// <param name="spacing"><c>uniform</c> or <c>poisson</c>.</param>
    /// <param name="targetRate">The rate that was asked for.</param>
    /// <param name="accuracy">The arrivals that were measured.</param>
    public static GateResult Arrivals(string spacing, int targetRate, ArrivalAccuracy accuracy) =>
        new Finding(accuracy.Lateness.P99Us, "µs")
        {
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"p99 of the lateness at {targetRate:N0} arrivals a second, {spacing}; {accuracy.RatePerSecond:N0}/s were started, "
                    + $"half of them at most {accuracy.Lateness.P50Us:F1} µs late"
            ),
            Samples = (int)Math.Min(int.MaxValue, accuracy.Arrivals),
        }.Judge(new Limit($"arrival_lateness_p99_{spacing}", MostLatenessUs, "arrivals"));

    /// <summary>The closed model: the memory of an iteration.</summary>
    public static GateResult Iterations(ClosedIterations iterations) =>
        new Finding(iterations.BytesPerIteration, "B")
        {
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"managed memory that is allocated per empty iteration of the closed model; two copies ran "
                    + $"{iterations.RatePerSecond:N0} iterations a second"
            ),
        }.Judge(new Limit("closed_iteration_bytes", MostBytes, "arrivals"));

    private static Finding Share(IReadOnlyList<CalibrationTrial> trials, string what, Func<CalibrationTrial, bool> counts)
    {
        int hits = trials.Count(counts);
        int undecided = trials.Count(trial => trial.Verdict == ComparisonVerdict.Undecided);
        return new Finding(trials.Count == 0 ? double.NaN : 100.0 * hits / trials.Count, "%")
        {
            Description = $"{what}: {hits} of {trials.Count}, {undecided} undecided",
            Samples = trials.Count,
            Undecided =
                trials.Count < FewestTrials
                    ? $"{trials.Count} comparisons are too few to judge a share; run at least {FewestTrials} (--comparisons {FewestTrials})"
                    : null,
        };
    }

    /// <summary>What the lab promises of a value.</summary>
    /// <param name="Name">The gate's name.</param>
    /// <param name="Threshold">The threshold, in the value's unit.</param>
    /// <param name="Part">The part of the calibration that measures it.</param>
    private sealed record Limit(string Name, double Threshold, string Part)
    {
        /// <summary>The good side of the threshold. Defaults to at most.</summary>
        public GateDirection Direction { get; init; } = GateDirection.AtMost;
    }

    /// <summary>A value that a calibration measured.</summary>
    /// <param name="Value">The value.</param>
    /// <param name="Unit">Its unit.</param>
    private sealed record Finding(double Value, string Unit)
    {
        /// <summary>What was measured.</summary>
        public required string Description { get; init; }

        /// <summary>The measurements that the value is of. Defaults to 1.</summary>
        public int Samples { get; init; } = 1;

        /// <summary>Why the value decides nothing; null where it decides.</summary>
        public string? Undecided { get; init; }

        public GateResult Judge(Limit limit) =>
            new()
            {
                Name = limit.Name,
                Description = Description,
                Value = Value,
                Low = Value,
                High = Value,
                Threshold = limit.Threshold,
                Unit = Unit,
                Direction = limit.Direction,
                Verdict = Undecided is null
                    ? GateEvaluator.Evaluate(Value, Value, limit.Threshold, limit.Direction)
                    : GateVerdict.Undecided,
                Reason = Undecided,
                Samples = Samples,
                FollowUpCommand = LabCommand.Of($"calibrate --only {limit.Part}"),
            };
    }
}
