namespace Smg.WasmPerf.Cli.Shell;

/// <summary>How this process and those that it started are ended.</summary>
/// <param name="Exit">Ends this process with a code.</param>
/// <param name="KillChildren">Ends the others.</param>
internal sealed record ProcessEnd(Action<int> Exit, Action KillChildren)
{
    /// <summary>The real end.</summary>
    public static ProcessEnd Real { get; } = new(Environment.Exit, ChildProcesses.KillAll);
}
