using BenchmarkDotNet.Attributes;
using Smg.Wasm.Contract;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Steps;

/// <summary>
/// Where does a call's time go? Each method does what the one before it does and one step more, so that a step's time is a difference:
/// a store opened and closed; an instance in it, dropped with it; the message written; the guest called and its answer read.
/// </summary>
[BenchmarkCategory("steps")]
public class CallSteps
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
    public void Store() => _guest.StoreOnly();

    [Benchmark]
    public void StoreInstance() => _guest.Instantiate();

    [Benchmark]
    public void StoreInstanceEncode() => _guest.InstantiateAndEncode(_request);

    [Benchmark]
    public MiddlewareAction WholeCall() => _guest.WholeCall(_request);
}
