using Smg.WasmPerf.Cli.Live;

namespace Smg.WasmPerf.Cli.Sessions;

/// <summary>What every command is given.</summary>
/// <param name="Console">Shows what is going on.</param>
/// <param name="Sessions">Begins the session of a run.</param>
/// <param name="Interruption">Cancels at a signal.</param>
/// <param name="Output">Takes what a command prints as its answer.</param>
internal sealed record RunServices(RunConsole Console, RunSessions Sessions, Interruption Interruption, TextWriter Output);
