using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Experiments;

/// <summary>A measured value with its 95 % interval.</summary>
/// <param name="Value">The value, in any unit.</param>
/// <param name="Low">The interval's lower end, in the same unit.</param>
/// <param name="High">The interval's upper end, in the same unit.</param>
public readonly record struct MeasuredValue(double Value, double Low, double High)
{
    /// <summary>
    /// What turns BenchmarkDotNet's error, half a 99.9 % interval, into half a 95 % interval: the quotient of the two quantiles of the
    /// normal distribution, 1.960 / 3.291, rounded up. Student's quotient is smaller for every number of iterations, so the interval is
    /// never too narrow.
    /// </summary>
    public const double ErrorTo95 = 0.5957;

    /// <summary>A gate's value and interval.</summary>
    /// <param name="gate">The gate.</param>
    public static MeasuredValue Of(GateResult gate) => new(gate.Value, gate.Low, gate.High);

    /// <summary>A benchmark's mean, in nanoseconds, with the 95 % interval that follows from its error.</summary>
    /// <param name="benchmark">The benchmark case.</param>
    public static MeasuredValue Of(BenchmarkResult benchmark)
    {
        double half = benchmark.ErrorNs * ErrorTo95;
        return new(benchmark.MeanNs, Math.Max(0, benchmark.MeanNs - half), benchmark.MeanNs + half);
    }
}
