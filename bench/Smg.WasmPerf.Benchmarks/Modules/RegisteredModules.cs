using BenchmarkDotNet.Attributes;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.Wasm.Registration;
using Smg.WasmPerf.Benchmarks.Configuration;
using Smg.WasmPerf.Gates.Workloads;
using Smg.WasmPerf.Scenarios;

namespace Smg.WasmPerf.Benchmarks.Modules;

/// <summary>
/// What does a call cost where many modules are registered? They are one component with different digests, so that each has code and memory
/// for itself. One operation is one call with a body of 2 KB.
/// </summary>
[BenchmarkCategory("modules")]
public class RegisteredModules
{
    /// <summary>As many calls as the largest number of modules, so that each is called equally often.</summary>
    private const int Calls = 100;

    private readonly MiddlewareRequest _request = SampleMessages.Request(bodyBytes: 2048);
    private WasmRuntime _runtime = null!;
    private WasmModule[] _modules = null!;

    [Params(1, 10, 100)]
    public int Registered { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        _runtime = new WasmRuntime(BenchmarkOptions.Load());
        ModuleManager manager = new(_runtime);
        WasmModule guest = GuestLibrary.Load("minimal");
        _modules = new WasmModule[Registered];
        for (int i = 0; i < Registered; i++)
        {
            RegistrationResult result = await manager.RegisterBytesAsync(
                new ModuleRegistration($"minimal-{i}", [AttachPoint.OnRequest]),
                ModuleVariant.Of(guest, i).Bytes.ToArray()
            );
            _modules[i] = result.Module?.Module ?? throw new InvalidOperationException(result.Message);
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _runtime.Dispose();

    /// <summary>Calls of one module, while the others are only registered.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public void CallsOfOne()
    {
        for (int i = 0; i < Calls; i++)
        {
            RuntimeCall.Run(_runtime, _modules[0], _request);
        }
    }

    /// <summary>Calls of each in turn: the caches hold the code and memory of none for long.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public void CallsInTurn()
    {
        for (int i = 0; i < Calls; i++)
        {
            RuntimeCall.Run(_runtime, _modules[i % Registered], _request);
        }
    }
}
