using BenchmarkDotNet.Attributes;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Workers;

/// <summary>How much faster do more workers get a batch of calls done? One operation is one call.</summary>
[BenchmarkCategory("workers")]
public class WorkerCounts
{
    private const int Batch = 256;

    private readonly WasmModule _module = GuestLibrary.Load("minimal");
    private readonly MiddlewareRequest _request = SampleMessages.Request(bodyBytes: 2048);
    private readonly ValueTask<ExecutionResult>[] _calls = new ValueTask<ExecutionResult>[Batch];
    private WasmRuntime _runtime = null!;

    [Params(1, 2, 4)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Setup() =>
        _runtime = new WasmRuntime(
            BenchmarkOptions.Load() with
            {
                Dispatch = Dispatch.Workers,
                ThreadPoolSize = Count,
                OversubscribeWorkers = true,
            }
        );

    [GlobalCleanup]
    public void Cleanup() => _runtime.Dispose();

    [Benchmark(OperationsPerInvoke = Batch)]
    public async Task Calls()
    {
        for (int i = 0; i < Batch; i++)
        {
            _calls[i] = _runtime.ExecuteAsync(_module, AttachPoint.OnRequest, _request);
        }

        await TakeResults();
    }

    /// <summary>What the benchmark itself costs: the same loops over calls that have ended already.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public async Task GeneratorAlone()
    {
        for (int i = 0; i < Batch; i++)
        {
            _calls[i] = ValueTask.FromResult(new ExecutionResult(MiddlewareAction.Continue));
        }

        await TakeResults();
    }

    private async Task TakeResults()
    {
        foreach (ValueTask<ExecutionResult> call in _calls)
        {
            if ((await call).Failure is { } failure)
            {
                throw new InvalidOperationException(failure.ToString());
            }
        }
    }
}
