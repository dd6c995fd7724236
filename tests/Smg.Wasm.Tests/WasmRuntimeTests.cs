using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Tests;

public sealed class WasmRuntimeTests
{
    [Fact]
    public void Cpu_info_is_sane()
    {
        (int processors, int maxRecommended) = WasmRuntime.GetCpuInfo();
        Assert.True(processors > 0);
        Assert.True(maxRecommended >= processors);
    }

    [Fact]
    public async Task Continue_comes_back()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options);
        ExecutionResult result = await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request);
        Assert.Null(result.Failure);
        Assert.Same(MiddlewareAction.Continue, result.Action);
    }

    [Fact]
    public async Task Reject_carries_its_status()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options);
        ExecutionResult result = await runtime.ExecuteAsync(Guests.Rejects, AttachPoint.OnRequest, Guests.Request);
        Assert.Equal(new RejectAction(418), result.Action);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_goes_there_and_back(bool pooling)
    {
        using WasmRuntime runtime = new(PatientRuntime.Options with { Pooling = pooling });
        byte[] body = new byte[70_000];
        new Random(1).NextBytes(body);
        ExecutionResult result = await runtime.ExecuteAsync(Guests.EchoesBody, AttachPoint.OnRequest, Guests.Request with { Body = body });
        ModifyAction action = Assert.IsType<ModifyAction>(result.Action);
        Assert.Equal(body, action.BodyReplace!.Value.ToArray());
        Assert.Null(action.Status);
    }

    [Fact]
    public async Task Response_goes_there_and_back()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options);
        MiddlewareResponse response = new()
        {
            Status = 503,
            Headers = [new Header("a", "ü"), new Header("a", "")],
            Body = "x"u8.ToArray(),
        };
        ExecutionResult result = await runtime.ExecuteAsync(Guests.EchoesBody, AttachPoint.OnResponse, response);
        ModifyAction action = Assert.IsType<ModifyAction>(result.Action);
        Assert.Equal((ushort)503, action.Status);
        Assert.Equal(response.Headers, action.HeadersSet);
        Assert.Equal("x"u8.ToArray(), action.BodyReplace!.Value.ToArray());
    }

    [Fact]
    public async Task Twenty_concurrent_first_calls_compile_once()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options with { ThreadPoolSize = 8, OversubscribeWorkers = true });
        Task<ExecutionResult>[] calls =
        [
            .. Enumerable.Range(0, 20).Select(_ => runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request).AsTask()),
        ];
        ExecutionResult[] results = await Task.WhenAll(calls).EndsAsync();
        Assert.All(results, result => Assert.True(result.Succeeded));
        Assert.Equal(1, runtime.CompileCount);
    }

    [Fact]
    public async Task Metrics_count_in_microseconds()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options with { MaxExecutionTimeMs = 60_000 });
        for (int i = 0; i < 10; i++)
        {
            _ = await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request);
        }

        WasmModule loops = Guests.LoopsForever.WithSettings(new ModuleSettings { MaxExecutionTimeMs = 50 });
        _ = await runtime.ExecuteAsync(loops, AttachPoint.OnRequest, Guests.Request);
        MetricsSnapshot metrics = runtime.GetMetrics();
        Assert.Equal((11, 10, 1), (metrics.TotalExecutions, metrics.SuccessfulExecutions, metrics.FailedExecutions));
        Assert.InRange(metrics.MaxExecutionTimeUs, 50_000, 60_000_000);
        Assert.InRange(metrics.TotalExecutionTimeUs, metrics.MaxExecutionTimeUs + 9, 660_000_000);
        Assert.Equal(metrics.TotalExecutionTimeUs / 11.0, metrics.AverageExecutionTimeUs);
    }

    [Fact]
    public async Task Least_recently_used_component_is_compiled_again()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options with { ThreadPoolSize = 1, ModuleCacheSize = 2 });
        WasmModule[] modules = [Guests.Continues, Guests.Rejects, Guests.Traps];
        foreach (WasmModule module in (WasmModule[])[modules[0], modules[1], modules[0], modules[2], modules[0], modules[1]])
        {
            _ = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request);
        }

        // Compiled: 0, 1, 2 (evicts 1), 1 again.
        Assert.Equal(4, runtime.CompileCount);
    }

    [Fact]
    public async Task Components_that_do_not_compile_push_none_out_that_does()
    {
        using WasmRuntime runtime = new(PatientRuntime.Options with { ModuleCacheSize = 1 });
        Assert.Null(await runtime.PrepareAsync(Guests.Continues));
        for (int i = 0; i < 5; i++)
        {
            WasmModule broken = WasmModule.FromBytes("broken", Guests.Rejects.Bytes[..^(20 + i)]);
            Assert.Equal(FailureCause.CompileFailed, (await runtime.PrepareAsync(broken))?.Cause);
        }

        long compiles = runtime.CompileCount;
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        Assert.Equal(compiles, runtime.CompileCount);
    }
}
