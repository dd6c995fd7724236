using Smg.Load.Text;
using Smg.Wasm.Interop;
using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Environments;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Sessions;

/// <summary>Begins the session of the command, and ends it where the command itself cannot.</summary>
internal sealed class RunSessions(RunConsole console)
{
    private volatile RunSession? _current;

    /// <summary>Where and with what a run is made now.</summary>
    /// <param name="command">The command line that was given.</param>
    /// <param name="options">The runtime's options in force, by name.</param>
    public static EnvironmentInfo Probe(string command, IReadOnlyDictionary<string, string> options) =>
        EnvironmentProbe.Probe(NativeLibraryVersion.Current, Repository.Commit, command, options, DateTimeOffset.UtcNow);

    /// <summary>Begins the session of a plan, and shows where it is made.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="resume">The command that continues the run after an interruption; null where none does.</param>
    /// <exception cref="UsageException">The folder cannot be written to.</exception>
    public RunSession Begin(RunPlan plan, string? resume = null)
    {
        EnvironmentInfo environment = Probe(plan.Command, OptionsCatalogue.Describe(plan.Options));
        RunSession session = Begin(plan.OutFolder, environment, resume);
        Show(environment);
        return session;
    }

    /// <summary>Begins a session.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="environment">Where and with what the run is made.</param>
    /// <param name="resume">The command that continues the run after an interruption; null where none does.</param>
    /// <exception cref="UsageException">The folder cannot be written to.</exception>
    public RunSession Begin(string folder, EnvironmentInfo environment, string? resume = null)
    {
        if (TemporaryFolder.Ensure() is { } changed)
        {
            console.Line(changed);
        }

        return _current = new RunSession(folder, environment, console) { Resume = resume };
    }

    /// <summary>Shows where a run is made.</summary>
    /// <param name="environment">Where and with what the run is made.</param>
    public void Show(EnvironmentInfo environment) =>
        console.Line(
            $"{environment.Cpu}, {Quantity.Count(environment.Cores, "core")}, .NET {environment.DotNet}, Wasmtime {environment.Wasmtime}"
        );

    /// <summary>Ends the session of an interrupted run.</summary>
    /// <returns>Where what was measured is, in one line.</returns>
    public string Abandon(TimeSpan reportTime) => _current?.Abandon(reportTime) ?? "Nothing was measured.";

    /// <summary>Ends the session of a failed run.</summary>
    /// <returns>Where what was measured is, in one line; null where nothing was.</returns>
    public string? Fail(TimeSpan reportTime) => _current?.Fail(reportTime);
}
