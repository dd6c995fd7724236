namespace Smg.WasmPerf.Cli.Live;

/// <summary>Shows what is going on. Used under a lock.</summary>
internal interface IConsoleView
{
    /// <summary>Whether a state is shown, or left out because the last one was shown a short time ago.</summary>
    bool IsDue(LiveState state, TimeSpan sinceLast);

    /// <summary>Writes a line that stays.</summary>
    void WriteLine(string text);

    /// <summary>Shows a state that the next one replaces.</summary>
    void Show(LiveState state);

    /// <summary>Leaves nothing of the last state behind.</summary>
    void Clear();
}
