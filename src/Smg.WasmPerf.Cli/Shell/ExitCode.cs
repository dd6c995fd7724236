using System.Runtime.InteropServices;

namespace Smg.WasmPerf.Cli.Shell;

/// <summary>How the process ends. The numbers are a promise to scripts.</summary>
internal static class ExitCode
{
    /// <summary>All that was asked for was done, no gate failed and no threshold was broken.</summary>
    public const int Passed = 0;

    /// <summary>A gate failed, or a load scenario broke a threshold.</summary>
    public const int GateFailed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>It cannot run here; the message says why.</summary>
    public const int CannotRun = 3;

    /// <summary>A gate's interval spans its threshold after the time allowed, and nothing failed.</summary>
    public const int Undecided = 4;

    /// <summary>The code of a process that a signal ended: 130 for Ctrl-C, 143 for SIGTERM.</summary>
    public static int Of(PosixSignal signal) => SignalBase + (signal == PosixSignal.SIGINT ? 2 : 15);

    private const int SignalBase = 128;
}
