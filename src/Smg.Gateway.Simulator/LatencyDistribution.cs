using Smg.Wasm.AspNetCore.Configuration;

namespace Smg.Gateway.Simulator;

/// <summary>How long an upstream lets its clients wait: the same for all, or drawn for each.</summary>
public abstract record LatencyDistribution
{
    private const double MaxMs = 600_000;

    /// <summary>The forms that <see cref="TryParse"/> takes, in one line.</summary>
    public const string Forms = "MS, uniform:MIN-MAX, exponential:MEAN or lognormal:MEDIAN-P99, in milliseconds or with a unit";

    /// <summary>No wait at all.</summary>
    public static LatencyDistribution None { get; } = new Fixed(0);

    /// <summary>Draws a wait.</summary>
    public TimeSpan Next() => TimeSpan.FromMilliseconds(Math.Min(MaxMs, NextMs()));

    /// <summary>Reads one of the <see cref="Forms"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="distribution">The distribution; null when the text is not one.</param>
    public static bool TryParse(string text, out LatencyDistribution? distribution)
    {
        string[] parts = text.Split(':');
        double[]? values = Values(parts[^1]);
        distribution = (parts, values) switch
        {
            ([_], [var ms]) => new Fixed(ms),
            (["uniform", _], [var min, var max]) when min <= max => new Uniform(min, max),
            (["exponential", _], [var mean]) => new Exponential(mean),
            (["lognormal", _], [var median, var p99]) when median > 0 && p99 >= median => new Lognormal(median, p99),
            _ => null,
        };
        return distribution is not null;
    }

    /// <summary>Draws a wait in milliseconds, 0 or more.</summary>
    private protected abstract double NextMs();

    private static double[]? Values(string text)
    {
        double?[] values = [.. text.Split('-').Select(Milliseconds.Read)];
        return values.All(ms => ms <= MaxMs) ? [.. values.OfType<double>()] : null;
    }

    private sealed record Fixed(double Ms) : LatencyDistribution
    {
        private protected override double NextMs() => Ms;
    }

    private sealed record Uniform(double Min, double Max) : LatencyDistribution
    {
        private protected override double NextMs() => Min + ((Max - Min) * Random.Shared.NextDouble());
    }

    private sealed record Exponential(double Mean) : LatencyDistribution
    {
        private protected override double NextMs() => -Mean * Math.Log(1 - Random.Shared.NextDouble());
    }

    /// <summary>The shape that real upstreams have: many quick answers, few that take very long.</summary>
    private sealed record Lognormal(double Median, double P99) : LatencyDistribution
    {
        /// <summary>How many standard deviations above its mean a normal distribution's p99 is.</summary>
        private const double P99Deviations = 2.3263478740408408;

        private readonly double _sigma = Math.Log(P99 / Median) / P99Deviations;

        private protected override double NextMs()
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - Random.Shared.NextDouble()));
            return Median * Math.Exp(_sigma * radius * Math.Cos(2 * Math.PI * Random.Shared.NextDouble()));
        }
    }
}
