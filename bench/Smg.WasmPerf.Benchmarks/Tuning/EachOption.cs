using BenchmarkDotNet.Attributes;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Tuning;

/// <summary>
/// What does each option do to a call of the minimal guest with a body of 2 KB, one caller that waits? One option differs from the defaults
/// at a time.
/// </summary>
[BenchmarkCategory("tuning")]
public class EachOption
{
    private readonly WasmModule _module = GuestLibrary.Load("minimal");
    private readonly MiddlewareRequest _request = SampleMessages.Request(bodyBytes: 2048);
    private WasmRuntime _runtime = null!;

    public static IEnumerable<string> Assignments =>
        [
            "defaults",
            "Pooling=false",
            "MemoryKeepResidentBytes=0",
            "MemoryKeepResidentBytes=16384",
            "MemoryKeepResidentBytes=131072",
            "TableKeepResidentBytes=0",
            "MaxUnusedWarmSlots=0",
            "DecommitBatchSize=16",
            "EngineSharing=Shared",
            "ConcurrencySupport=true",
            "OptimizationLevel=None",
            "InstanceUses=1000",
            "Dispatch=Workers",
            "CallPath=Dynamic",
            "PhaseTimings=true",
        ];

    [ParamsSource(nameof(Assignments))]
    public string Option { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        WasmRuntimeOptions options = BenchmarkOptions.Load();
        if (Option.Split('=') is [{ } name, { } value])
        {
            options = OptionsCatalogue.Find(name)!.TrySet(options, value)!;
        }

        _runtime = new WasmRuntime(options);
    }

    [GlobalCleanup]
    public void Cleanup() => _runtime.Dispose();

    [Benchmark]
    public MiddlewareAction Call() => RuntimeCall.Run(_runtime, _module, _request);
}
