using BenchmarkDotNet.Running;
using Smg.WasmPerf.Benchmarks;
using Smg.WasmPerf.Benchmarks.Configuration;

// As BenchmarkDotNet's users expect: its own command line, its own artifacts folder.
_ = BenchmarkSwitcher.FromAssembly(typeof(BenchmarkSuites).Assembly).Run(args, RecommendedConfig.Record("BenchmarkDotNet.Artifacts"));
