using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Calibrate;
using Smg.WasmPerf.Cli.Commands.Compare;
using Smg.WasmPerf.Cli.Commands.FindMax;
using Smg.WasmPerf.Cli.Commands.Measure;
using Smg.WasmPerf.Cli.Commands.Serve;
using Smg.WasmPerf.Cli.Commands.Tune;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;

namespace Smg.WasmPerf.Cli;

/// <summary>What carries the commands' plans out.</summary>
/// <param name="status">Where it is shown what is going on.</param>
/// <param name="sessions">Where measured results are kept.</param>
/// <param name="interruption">What ends a command early.</param>
internal sealed class CommandHandlers(Status status, RunSessions sessions, Interruption interruption)
{
    /// <summary>Where it is shown what is going on.</summary>
    public Status Status => status;

    /// <summary>Gates, benchmarks, load.</summary>
    public Task<int> RunAsync(RunPlan plan, CancellationToken cancellationToken) => new Runner(status, sessions).RunAsync(plan, cancellationToken);

    /// <summary>Compares two option sets.</summary>
    public int CompareLive(CompareLivePlan plan, CancellationToken cancellationToken) => new CompareLive(status, sessions).Run(plan, cancellationToken);

    /// <summary>Compares two commits.</summary>
    public int CompareCommits(CompareCommitsPlan plan, CancellationToken cancellationToken) => new CompareCommits(status, sessions).Run(plan, cancellationToken);

    /// <summary>Measures the lab itself.</summary>
    public Task<int> CalibrateAsync(CalibratePlan plan, CancellationToken cancellationToken) => new CalibrateStage(status, sessions).RunAsync(plan, cancellationToken);

    /// <summary>Begins a search for options.</summary>
    public Task<int> TuneAsync(TunePlan plan, CancellationToken cancellationToken) => new TuneStage(status, sessions).RunAsync(plan, cancellationToken);

    /// <summary>Continues a search for options.</summary>
    public Task<int> ResumeTuneAsync(string folder, CancellationToken cancellationToken) => new TuneStage(status, sessions).ResumeAsync(folder, cancellationToken);

    /// <summary>Searches for the highest arrival rate.</summary>
    public Task<int> FindMaxAsync(FindMaxPlan plan, CancellationToken cancellationToken) => new FindMaxStage(status, sessions).RunAsync(plan, cancellationToken);

    /// <summary>Serves until a signal, with the code of a success.</summary>
    public Task<int> ServeAsync(ServePlan plan, CancellationToken cancellationToken)
    {
        interruption.IsUsualEnd = true;
        return new ServeStage(status).RunAsync(plan, cancellationToken);
    }
}
