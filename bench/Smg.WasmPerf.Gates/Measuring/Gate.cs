using Smg.WasmPerf.Experiments;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Gates.Measuring;

/// <summary>
/// A claim about the runtime: what is measured, and what the value is held against. Immutable; what a run finds is in its
/// <see cref="GateResult"/>.
/// </summary>
public sealed record Gate
{
    /// <summary>The name in results and on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What is measured, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>What the value is held against, in <see cref="Unit"/>.</summary>
    public required double Threshold { get; init; }

    /// <summary>The value's unit. Defaults to <c>x</c>, a ratio.</summary>
    public string Unit { get; init; } = "x";

    /// <summary>The good side of the threshold. Defaults to <see cref="GateDirection.AtLeast"/>.</summary>
    public GateDirection Direction { get; init; }

    /// <summary>The command that measures in more detail, without the program's name. Defaults to the gate alone.</summary>
    public string FollowUp
    {
        get => field ?? $"gate --filter {Name}";
        init;
    }

    /// <summary>Returns why the gate cannot run on this machine; null when it can. Defaults to null everywhere.</summary>
    public Func<string?> WhyNot { get; init; } = () => null;

    /// <summary>How the value is measured.</summary>
    public required IGateMethod Method { get; init; }

    /// <summary>The result of a measurement, judged.</summary>
    /// <param name="interval">The value and its interval.</param>
    public GateResult Judge(MedianInterval interval) =>
        Result(GateEvaluator.Evaluate(interval, Threshold, Direction)) with
        {
            Value = interval.Median,
            Low = interval.Low,
            High = interval.High,
            Samples = interval.Samples,
        };

    /// <summary>A result without a measurement.</summary>
    /// <param name="verdict">How the gate ended.</param>
    /// <param name="reason">Why it was not measured, in one sentence.</param>
    public GateResult Unmeasured(GateVerdict verdict, string reason) => Result(verdict) with { Reason = reason };

    private GateResult Result(GateVerdict verdict) =>
        new()
        {
            Name = Name,
            Description = Description,
            Value = double.NaN,
            Low = double.NaN,
            High = double.NaN,
            Threshold = Threshold,
            Unit = Unit,
            Direction = Direction,
            Verdict = verdict,
            Samples = 0,
            FollowUpCommand = LabCommand.Of(FollowUp),
        };
}
