using Smg.Wasm.Interop;
using Smg.Wasm.Options;
using Smg.WasmPerf.Cli.Engines;
using Smg.WasmPerf.Environments;
using Smg.WasmPerf.Reports;
using Smg.WasmPerf.Results;

namespace Smg.WasmPerf.Cli;

/// <summary>Carries a plan out: gates, benchmarks, load; then results, report and verdict.</summary>
internal sealed class Runner(Status status)
{
    public async Task<int> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        WatchOptions.ThrowIfUnavailable(plan);
        ILoadEngine engine = await LoadEngines.PrepareAsync(plan, status, cancellationToken).ConfigureAwait(false);
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
            results = results with { Load = await LoadStage.RunAsync(plan, engine, status, cancellationToken).ConfigureAwait(false) };
        }

        ResultsFile.Write(Path.Combine(plan.OutFolder, "results.json"), results);
        string report = RunReport.Write(results, plan.OutFolder);
        status.Line("");
        if (results.Gates.Count > 0)
        {
            status.Line(VerdictTable.Render(results.Gates));
        }

        status.Line($"results  {Path.Combine(plan.OutFolder, "results.json")}");
        status.Line($"report   {report}");
        int gates = Judge(results.Gates);
        return results.Load.Any(row => row.BrokenThreshold is not null) ? ExitCode.GateFailed : gates;
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
