namespace Smg.WasmPerf.Results;

/// <summary>One benchmark case as BenchmarkDotNet measured it.</summary>
public sealed record BenchmarkResult
{
    /// <summary>The suite: the benchmark class's name, for instance <c>AllocationStrategy</c>.</summary>
    public required string Suite { get; init; }

    /// <summary>The benchmark method's name.</summary>
    public required string Method { get; init; }

    /// <summary>The case's parameters by name; empty when it has none.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>The benchmark's categories.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>Mean time of one operation, in nanoseconds.</summary>
    public required double MeanNs { get; init; }

    /// <summary>Median time of one operation, in nanoseconds.</summary>
    public required double MedianNs { get; init; }

    /// <summary>Half the width of BenchmarkDotNet's 99.9 % confidence interval, in nanoseconds.</summary>
    public required double ErrorNs { get; init; }

    /// <summary>Standard deviation of one operation's time, in nanoseconds.</summary>
    public required double StdDevNs { get; init; }

    /// <summary>Managed bytes allocated by one operation; null where it was not measured.</summary>
    public double? AllocatedBytes { get; init; }
}
