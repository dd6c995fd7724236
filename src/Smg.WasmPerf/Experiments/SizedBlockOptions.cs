namespace Smg.WasmPerf.Experiments;

/// <summary>How long a block is to be.</summary>
public sealed record SizedBlockOptions
{
    /// <summary>For blocks of several threads: 25 ms, because they begin and end apart by as much as a wake-up takes.</summary>
    public static SizedBlockOptions SeveralThreads { get; } = new() { Target = TimeSpan.FromMilliseconds(25) };

    /// <summary>
    /// The length to aim at. Defaults to 8 ms: far above a clock's resolution, and below a time slice of a busy neighbour.
    /// </summary>
    public TimeSpan Target { get; init; } = TimeSpan.FromMilliseconds(8);

    /// <summary>Operations of a block at least. Defaults to 1.</summary>
    public int Fewest { get; init; } = 1;

    /// <summary>Operations of a block at most. Defaults to 100,000.</summary>
    public int Most { get; init; } = 100_000;
}
