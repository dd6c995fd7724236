using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Sessions;

/// <summary>Begins the session of the command, and ends it where the command itself cannot.</summary>
internal sealed class RunSessions(Status status)
{
    private volatile RunSession? _current;

    /// <summary>Begins a session.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="environment">Where and with what the run is made.</param>
    /// <param name="resume">The command that continues the run after an interruption; null where none does.</param>
    /// <exception cref="UsageException">The folder cannot be written to.</exception>
    public RunSession Begin(string folder, EnvironmentInfo environment, string? resume = null) => _current = new RunSession(folder, environment, status) { Resume = resume };

    /// <summary>Ends the session of an interrupted run.</summary>
    /// <returns>Where what was measured is, in one line.</returns>
    public string Abandon(TimeSpan reportTime) => _current?.Abandon(reportTime) ?? "Nothing was measured.";

    /// <summary>Ends the session of a failed run.</summary>
    /// <returns>Where what was measured is, in one line; null where nothing was.</returns>
    public string? Fail(TimeSpan reportTime) => _current?.Fail(reportTime);
}
