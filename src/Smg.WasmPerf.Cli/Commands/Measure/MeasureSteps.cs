using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Benchmarks;
using Smg.WasmPerf.Cli.Commands.Gates;
using Smg.WasmPerf.Cli.Commands.Load;
using Smg.WasmPerf.Cli.Commands.Load.Engines;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli.Commands.Measure;

/// <summary>The measurements that a plan is carried out with. Each keeps what it has finished at once.</summary>
internal sealed record MeasureSteps
{
    /// <summary>Runs the plan's gates.</summary>
    public Action<RunPlan, RunConsole, Action<GateResult>, CancellationToken> Gates { get; init; } =
        (plan, console, keep, cancellationToken) => GateHandler.Run(plan, console, keep, cancellationToken);

    /// <summary>Runs the plan's benchmarks, and returns those that failed.</summary>
    public Func<RunPlan, RunConsole, Action<BenchmarkResult>, IReadOnlyList<string>> Benchmarks { get; init; } = BenchHandler.Run;

    /// <summary>Runs the plan's load scenarios.</summary>
    public Func<RunPlan, ILoadEngine, RunConsole, Action<IReadOnlyList<LoadResult>>, CancellationToken, Task> Load { get; init; } =
        LoadHandler.RunAsync;
}
