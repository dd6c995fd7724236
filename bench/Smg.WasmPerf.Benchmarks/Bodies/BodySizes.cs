using BenchmarkDotNet.Attributes;
using Smg.Wasm.Contract;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Bodies;

/// <summary>How does a call's time grow with the body?</summary>
[BenchmarkCategory("bodies")]
public class BodySizes
{
    private GuestBench _guest = null!;
    private MiddlewareRequest _request = null!;

    [Params(0, 2048, 16384, 131072)]
    public int BodyBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _guest = new GuestBench(BenchmarkOptions.Load(), GuestLibrary.Load("minimal"));
        _request = SampleMessages.Request(BodyBytes);
    }

    [GlobalCleanup]
    public void Cleanup() => _guest.Dispose();

    [Benchmark]
    public MiddlewareAction Call() => _guest.WholeCall(_request);
}
