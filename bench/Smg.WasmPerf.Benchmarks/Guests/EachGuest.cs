using BenchmarkDotNet.Attributes;
using Smg.Wasm.Contract;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Guests;

/// <summary>What does each guest cost, a fresh instance each call, with a body of 2 KB?</summary>
[BenchmarkCategory("guests")]
public class EachGuest
{
    private readonly MiddlewareRequest _request = SampleMessages.Request(bodyBytes: 2048);
    private GuestBench _guest = null!;

    public static IEnumerable<string> Names => GuestLibrary.Benchmarked;

    [ParamsSource(nameof(Names))]
    public string Guest { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _guest = new GuestBench(BenchmarkOptions.Load(), GuestLibrary.Load(Guest));

    [GlobalCleanup]
    public void Cleanup() => _guest.Dispose();

    [Benchmark]
    public MiddlewareAction OnRequest() => _guest.WholeCall(_request);
}
