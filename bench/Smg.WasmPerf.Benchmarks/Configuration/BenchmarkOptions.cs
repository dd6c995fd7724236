using Smg.Wasm.Options;

namespace Smg.WasmPerf.Benchmarks.Configuration;

/// <summary>
/// The runtime's options that benchmarks start from: the defaults and what the environment sets, also in BenchmarkDotNet's child processes.
/// </summary>
internal static class BenchmarkOptions
{
    public static WasmRuntimeOptions Load() => OptionsLoader.Load();
}
