namespace Smg.WasmPerf.Cli.Live;

/// <summary>What is going on at a moment.</summary>
/// <param name="Line">All of it in one line: what is written without a terminal. Empty for nothing.</param>
internal sealed record LiveState(string Line)
{
    /// <summary>What is being done, in a few words; the whole line when null.</summary>
    public string? Title { get; init; }

    /// <summary>The part that is done, from 0 to 1; null when nobody knows.</summary>
    public double? Done { get; init; }

    /// <summary>Time left, at most; null when nobody knows.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>Measured values so far: rows of the same names.</summary>
    public IReadOnlyList<LiveRow> Rows { get; init; } = [];

    /// <summary>Whether it is one of a few a second, each of which is to be seen.</summary>
    public bool IsRare { get; init; }
}
