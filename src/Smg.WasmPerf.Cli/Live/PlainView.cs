namespace Smg.WasmPerf.Cli.Live;

/// <summary>Writes states as lines, one every few seconds: for files, pipes and terminals that can only write.</summary>
internal sealed class PlainView(TextWriter output) : IConsoleView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public bool IsDue(LiveState state, TimeSpan sinceLast) => sinceLast >= Interval && state.Line.Length > 0;

    /// <inheritdoc/>
    public void WriteLine(string text) => output.WriteLine(text);

    /// <inheritdoc/>
    public void Show(LiveState state) => output.WriteLine("    " + state.Line);

    /// <inheritdoc/>
    public void Clear() { }
}
