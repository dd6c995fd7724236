using BenchmarkDotNet.Attributes;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Storage;

/// <summary>
/// What does a storage hook cost before and after an operation, over each call path? After it, payload and result have the size each.
/// </summary>
[BenchmarkCategory("storage")]
public class StorageCalls
{
    private WasmRuntime _runtime = null!;
    private WasmModule _module = null!;
    private StorageBeforeInput _before = null!;
    private StorageAfterInput _after = null!;

    [Params(CallPath.Bridge, CallPath.Dynamic)]
    public CallPath Path { get; set; }

    [Params(2048, 65536)]
    public int PayloadBytes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _runtime = new WasmRuntime(BenchmarkOptions.Load() with { CallPath = Path });
        _module = GuestLibrary.Load("storage-tenant");
        _before = SampleOperations.Before(PayloadBytes);
        _after = SampleOperations.After(PayloadBytes);
        _ = _runtime.PrepareAsync(_module).GetAwaiter().GetResult();
    }

    [GlobalCleanup]
    public void Cleanup() => _runtime.Dispose();

    [Benchmark]
    public StorageAnswer Before() => Call(AttachPoint.StorageBefore, _before);

    [Benchmark]
    public StorageAnswer After() => Call(AttachPoint.StorageAfter, _after);

    private StorageAnswer Call(AttachPoint attachPoint, StorageInput input)
    {
        ValueTask<ExecutionResult> call = _runtime.ExecuteAsync(_module, attachPoint, input);
        ExecutionResult result = call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
        return result.Storage ?? throw new InvalidOperationException(result.Failure!.ToString());
    }
}
