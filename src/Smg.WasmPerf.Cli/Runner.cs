using Smg.Wasm.Interop;
using Smg.Wasm.Options;
using Smg.WasmPerf.Environments;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli;

/// <summary>Carries a plan out: gates, benchmarks, load; then results, report and verdict.</summary>
internal sealed class Runner(Status status, RunSessions sessions)
{
    public async Task<int> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        WatchOptions.ThrowIfUnavailable(plan);
        ExportOptions(plan.Options);
        EnvironmentInfo environment = EnvironmentProbe.Probe(
            NativeLibraryVersion.Current, Repository.Root, plan.Command, OptionsCatalogue.Describe(plan.Options), DateTimeOffset.UtcNow);
        RunSession session = sessions.Begin(plan.OutFolder, environment);
        status.Line($"{environment.Cpu}, {environment.Cores} cores, .NET {environment.DotNet}, Wasmtime {environment.Wasmtime}");
        IReadOnlyList<string> failedBenchmarks = await MeasureAsync(plan, session, cancellationToken).ConfigureAwait(false);
        session.Complete();
        RunResults results = session.Results;
        status.Line("");
        if (results.Gates.Count > 0)
        {
            status.Line(VerdictTable.Render(results.Gates));
        }

        session.ShowFiles();
        int gates = Judge(results.Gates);
        foreach (string benchmark in failedBenchmarks)
        {
            status.Line($"FAILED  benchmark {benchmark}: its log is in {BenchStage.Artifacts(plan)}");
        }

        return results.Load.Any(row => row.BrokenThreshold is not null) ? ExitCode.GateFailed
            : failedBenchmarks.Count > 0 && gates != ExitCode.GateFailed ? ExitCode.CannotRun
            : gates;
    }

    /// <summary>Measures. What is finished is kept at once.</summary>
    /// <returns>The benchmarks that failed.</returns>
    private async Task<IReadOnlyList<string>> MeasureAsync(RunPlan plan, RunSession session, CancellationToken cancellationToken)
    {
        if (plan.Gates)
        {
            GateStage.Run(plan, status, gate => session.Keep(results => results with { Gates = [.. results.Gates, gate] }), cancellationToken);
        }

        IReadOnlyList<string> failed = plan.Benchmarks
            ? BenchStage.Run(plan, status, benchmark => session.Keep(results => results with { Benchmarks = [.. results.Benchmarks, benchmark] }))
            : [];
        cancellationToken.ThrowIfCancellationRequested();
        if (plan.Load)
        {
            await LoadStage.RunAsync(plan, status, rows => session.Keep(results => results with { Load = [.. results.Load, .. rows] }), cancellationToken).ConfigureAwait(false);
        }

        return failed;
    }

    private int Judge(IReadOnlyList<GateResult> gates)
    {
        foreach (GateResult gate in gates.Where(gate => gate.Verdict != GateVerdict.Passed))
        {
            string what = gate.Verdict == GateVerdict.Failed ? "FAILED" : "UNDECIDED";
            status.Line($"{what}  {gate.Name}: {Quantity.WithUnit(gate.Value, gate.Unit)} {Quantity.Interval(gate)}, needs {Quantity.Need(gate)}, {WhyNot(gate)}. Look closer: {gate.LookCloser}");
        }

        return gates.Any(gate => gate.Verdict == GateVerdict.Failed) ? ExitCode.GateFailed
            : gates.Any(gate => gate.Verdict == GateVerdict.Undecided) ? ExitCode.Undecided
            : ExitCode.Passed;
    }

    private static string WhyNot(GateResult gate)
    {
        double shortBy = gate.Direction == GateDirection.AtLeast ? gate.Threshold - gate.Low : gate.High - gate.Threshold;
        return shortBy > 0 ? $"misses by {Quantity.WithUnit(shortBy, gate.Unit)}" : $"but {gate.Samples} samples are too few to stand on: the machine was too slow for more in the time allowed";
    }

    /// <summary>Lets BenchmarkDotNet's processes, which know nothing of the command line, see the options.</summary>
    private static void ExportOptions(WasmRuntimeOptions options)
    {
        foreach (OptionDescriptor option in OptionsCatalogue.All)
        {
            Environment.SetEnvironmentVariable(OptionsLoader.EnvironmentPrefix + option.SnakeName.ToUpperInvariant(), option.Read(options));
        }
    }
}
