using BenchmarkDotNet.Attributes;
using Smg.Wasm.Contract;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Allocation;

/// <summary>What does a pool save, and where? The steps add up: a store, an instance in it, a call of the instance.</summary>
[BenchmarkCategory("allocation")]
public class AllocationStrategy
{
    private readonly MiddlewareRequest _request = SampleMessages.Request(bodyBytes: 0);
    private GuestBench _guest = null!;

    [Params(true, false)]
    public bool Pooling { get; set; }

    [GlobalSetup]
    public void Setup() => _guest = new GuestBench(BenchmarkOptions.Load() with { Pooling = Pooling }, GuestLibrary.Load("minimal"));

    [GlobalCleanup]
    public void Cleanup() => _guest.Dispose();

    [Benchmark]
    public void StoreOnly() => _guest.StoreOnly();

    [Benchmark]
    public void Instantiate() => _guest.Instantiate();

    [Benchmark]
    public MiddlewareAction WholeCall() => _guest.WholeCall(_request);
}
