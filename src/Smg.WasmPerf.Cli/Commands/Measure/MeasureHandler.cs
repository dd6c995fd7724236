using Smg.WasmPerf.Cli.Arguments;
using Smg.WasmPerf.Cli.Commands.Benchmarks;
using Smg.WasmPerf.Cli.Commands.Gates;
using Smg.WasmPerf.Cli.Commands.Load.Engines;
using Smg.WasmPerf.Cli.Live;
using Smg.WasmPerf.Cli.Sessions;
using Smg.WasmPerf.Cli.Shell;
using Smg.WasmPerf.Results;
using Smg.WasmPerf.Wording;

namespace Smg.WasmPerf.Cli.Commands.Measure;

/// <summary>Carries a plan out: gates, benchmarks, load; then results, report and verdict.</summary>
/// <param name="console">Where progress and results are shown.</param>
/// <param name="sessions">Begins the session of the run.</param>
/// <param name="steps">What measures; the real measurements when null.</param>
internal sealed class MeasureHandler(RunConsole console, RunSessions sessions, MeasureSteps? steps = null)
{
    private readonly MeasureSteps _steps = steps ?? new MeasureSteps();

    public async Task<int> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        WatchOptions.ThrowIfUnavailable(plan);
        if (plan is { Benchmarks: true, Thorough: true })
        {
            Repository.ThrowIfAbsent("full", "builds a program for each benchmark");
        }

        ILoadEngine engine = await LoadEngines.PrepareAsync(plan, console, cancellationToken).ConfigureAwait(false);
        RunSession session = sessions.Begin(plan);
        IReadOnlyList<string> failedBenchmarks = await MeasureAsync(plan, engine, session, cancellationToken).ConfigureAwait(false);
        session.Complete();
        RunResults results = session.Results;
        console.Line("");
        if (results.Gates.Count > 0)
        {
            console.Line(VerdictTable.Render(results.Gates));
        }

        session.ShowFiles();
        int gates = Judge(results, plan.Strict);
        foreach (string benchmark in failedBenchmarks)
        {
            console.Line($"FAILED  benchmark {benchmark}: its log is in {BenchHandler.Artifacts(plan)}");
        }

        return results.Load.Any(row => row.BrokenThreshold is not null) ? ExitCode.GateFailed
            : failedBenchmarks.Count > 0 && gates != ExitCode.GateFailed ? ExitCode.CannotRun
            : gates == ExitCode.Passed && results.Load.Any(row => row.UndecidedThreshold is not null) ? ExitCode.Undecided
            : gates;
    }

    /// <summary>Measures. What is finished is kept at once.</summary>
    /// <returns>The benchmarks that failed.</returns>
    private async Task<IReadOnlyList<string>> MeasureAsync(
        RunPlan plan,
        ILoadEngine engine,
        RunSession session,
        CancellationToken cancellationToken
    )
    {
        if (plan.Gates)
        {
            _steps.Gates(
                plan,
                console,
                gate => session.Keep(results => results with { Gates = With(results.Gates, gate) }),
                cancellationToken
            );
        }

        IReadOnlyList<string> failed = plan.Benchmarks
            ? _steps.Benchmarks(
                plan,
                console,
                benchmark => session.Keep(results => results with { Benchmarks = [.. results.Benchmarks, benchmark] })
            )
            : [];
        cancellationToken.ThrowIfCancellationRequested();
        if (plan.Load)
        {
            await _steps
                .Load(
                    plan,
                    engine,
                    console,
                    rows => session.Keep(results => results with { Load = [.. results.Load, .. rows] }),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        return failed;
    }

    /// <summary>The gates with one more, or with a second result of one in the place of its first.</summary>
    private static IReadOnlyList<GateResult> With(IReadOnlyList<GateResult> gates, GateResult gate) =>
        gates.Any(other => other.Name == gate.Name) ? [.. gates.Select(other => other.Name == gate.Name ? gate : other)] : [.. gates, gate];

    private int Judge(RunResults results, bool strict)
    {
        foreach (string line in GateJudge.Explain(results.Gates))
        {
            console.Line(line);
        }

        return GateJudge.Judge(results, strict);
    }
}
