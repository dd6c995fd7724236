namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>Which times an option takes.</summary>
/// <param name="Low">The shortest.</param>
/// <param name="High">The longest.</param>
/// <param name="Plain">The unit of a number without one.</param>
/// <param name="Examples">For instance <c>500ms, 10s or 2m</c>.</param>
internal sealed record TimeRange(TimeSpan Low, TimeSpan High, TimeSpan Plain, string Examples)
{
    /// <summary>What holds without the option; null for none.</summary>
    public TimeSpan? Default { get; init; }

    /// <summary>What would be right, for a message.</summary>
    public string Right(string name) => $"{name} takes a time from {UnitText.Of(Low)} to {UnitText.Of(High)}, for instance {Examples}";

    /// <inheritdoc/>
    public override string ToString() => $"For instance {Examples}; a number without a unit is in {PlainName}.";

    private string PlainName =>
        Plain.TotalMinutes >= 1 ? "minutes"
        : Plain.TotalSeconds >= 1 ? "seconds"
        : "milliseconds";
}
