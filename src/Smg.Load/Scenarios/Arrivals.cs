namespace Smg.Load.Scenarios;

/// <summary>Spacing of the open model's arrivals.</summary>
public sealed class Arrivals
{
    private readonly int? _seed;

    private Arrivals(int? seed) => _seed = seed;

    /// <summary>Evenly spaced: the first arrival at the start, each next one when the rate adds up to one more.</summary>
    public static Arrivals Uniform { get; } = new(null);

    /// <summary>A Poisson process: independent, exponentially distributed gaps whose mean is the rate's.</summary>
    /// <param name="seed">The same seed makes the same arrivals.</param>
    public static Arrivals Poisson(int seed) => new(seed);

    /// <summary>How many arrivals the rate must have amounted to at each arrival: an endless, rising sequence.</summary>
    internal IEnumerable<double> Marks() => _seed is { } seed ? PoissonMarks(seed) : UniformMarks();

    private static IEnumerable<double> UniformMarks()
    {
        for (long mark = 0; ; mark++)
        {
            yield return mark;
        }
    }

    // A seeded Random keeps its algorithm over the versions of .NET.
    private static IEnumerable<double> PoissonMarks(int seed)
    {
        Random random = new(seed);
        double mark = 0;
        while (true)
        {
            mark -= Math.Log(1.0 - random.NextDouble());
            yield return mark;
        }
    }
}
