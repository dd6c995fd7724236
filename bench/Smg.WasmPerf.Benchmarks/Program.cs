using System.Globalization;
using BenchmarkDotNet.Running;
using Smg.WasmPerf.Benchmarks;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Benchmarks.Gates;

if (args is [CallerProgram.Verb, { } callers])
{
    return CallerProgram.Run(int.Parse(callers, CultureInfo.InvariantCulture), Console.In, Console.Out);
}

// As BenchmarkDotNet's users expect: its own command line, its own artifacts folder.
_ = BenchmarkSwitcher.FromAssembly(typeof(BenchmarkSuites).Assembly).Run(args, RecommendedConfig.Record("BenchmarkDotNet.Artifacts"));
return 0;
