using BenchmarkDotNet.Running;
using Smg.WasmPerf.Benchmarks;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Benchmarks.Gates;

if (CallerPlan.FromArguments(args) is { } plan)
{
    return CallerProgram.Run(plan, Console.In, Console.Out);
}

// As BenchmarkDotNet's users expect: its own command line, its own artifacts folder.
_ = BenchmarkSwitcher.FromAssembly(typeof(BenchmarkSuites).Assembly).Run(args, RecommendedConfig.Record("BenchmarkDotNet.Artifacts"));
return 0;
