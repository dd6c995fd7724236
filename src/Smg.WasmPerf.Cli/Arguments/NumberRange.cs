namespace Smg.WasmPerf.Cli.Arguments;

/// <summary>Which numbers an option takes.</summary>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest.</param>
/// <param name="Default">What holds without the option; null for none.</param>
/// <param name="Unit">What help calls the value; null for <c>N</c>.</param>
internal sealed record NumberRange(double Low, double High, double? Default = null, string? Unit = null)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"from {Low} to {High}");
}
