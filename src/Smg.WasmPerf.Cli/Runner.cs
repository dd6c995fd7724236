using Smg.Wasm.Interop;
using Smg.Wasm.Options;
using Smg.WasmPerf.Environments;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli;

/// <summary>Carries a plan out: gates, benchmarks, load; then results, report and verdict.</summary>
internal sealed class Runner(Status status)
{
    public async Task<int> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(plan.OutFolder);
        ExportOptions(plan.Options);
        EnvironmentInfo environment = EnvironmentProbe.Probe(
            NativeLibraryVersion.Current, Repository.Root, plan.Command, OptionsCatalogue.Describe(plan.Options), DateTimeOffset.UtcNow);
        status.Line($"{environment.Cpu}, {environment.Cores} cores, .NET {environment.DotNet}, Wasmtime {environment.Wasmtime}");

        RunResults results = new() { Environment = environment };
        if (plan.Gates)
        {
            results = results with { Gates = GateStage.Run(plan, status, cancellationToken) };
        }

        if (plan.Benchmarks)
        {
            results = results with { Benchmarks = BenchStage.Run(plan, status) };
        }

        if (plan.Load)
        {
            results = results with { Load = await LoadStage.RunAsync(plan, status, cancellationToken).ConfigureAwait(false) };
        }

        ResultsFile.Write(Path.Combine(plan.OutFolder, "results.json"), results);
        MarkdownReport.Write(results, plan.OutFolder);
        status.Line("");
        if (results.Gates.Count > 0)
        {
            status.Line(VerdictTable.Render(results.Gates));
        }

        status.Line($"results  {Path.Combine(plan.OutFolder, "results.json")}");
        status.Line($"report   {Path.Combine(plan.OutFolder, "report.md")}");
        return Judge(results.Gates);
    }

    private int Judge(IReadOnlyList<GateResult> gates)
    {
        foreach (GateResult gate in gates.Where(gate => gate.Verdict != GateVerdict.Passed))
        {
            string what = gate.Verdict == GateVerdict.Failed ? "FAILED" : "UNDECIDED";
            string shortBy = gate.Direction == GateDirection.AtLeast
                ? Quantity.WithUnit(gate.Threshold - gate.Low, gate.Unit)
                : Quantity.WithUnit(gate.High - gate.Threshold, gate.Unit);
            status.Line($"{what}  {gate.Name}: {Quantity.WithUnit(gate.Value, gate.Unit)} {Quantity.Interval(gate)}, needs {Quantity.Need(gate)}, misses by {shortBy}. Look closer: {gate.LookCloser}");
        }

        return gates.Any(gate => gate.Verdict == GateVerdict.Failed) ? ExitCode.GateFailed
            : gates.Any(gate => gate.Verdict == GateVerdict.Undecided) ? ExitCode.Undecided
            : ExitCode.Passed;
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
