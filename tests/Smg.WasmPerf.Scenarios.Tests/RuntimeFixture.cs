using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Options;

namespace Smg.WasmPerf.Scenarios.Tests;

/// <summary>One runtime for all tests of the guests.</summary>
public sealed class RuntimeFixture : IDisposable
{
    private readonly WasmRuntime _runtime = new(
        new WasmRuntimeOptions
        {
            PoolSize = 16,
            ModuleCacheSize = 20,
            MaxExecutionTimeMs = 60_000,
            MaxBodySize = 64 << 20,
            CompiledFolder = CompiledGuests.Folder,
            OptimizationLevel = CompiledGuests.Level,
        }
    );

    public void Dispose() => _runtime.Dispose();

    public async Task<MiddlewareAction> CallAsync(string guest, MiddlewareInput input)
    {
        AttachPoint attachPoint = input is MiddlewareRequest ? AttachPoint.OnRequest : AttachPoint.OnResponse;
        ExecutionResult result = await _runtime.ExecuteAsync(GuestLibrary.Load(guest), attachPoint, input);
        Assert.True(result.Succeeded, result.Failure?.ToString());
        return result.Action!;
    }
}
