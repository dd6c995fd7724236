using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Tests.Execution;

/// <summary>Several engines of one runtime know the same modules, each compiled once.</summary>
public sealed class EngineSetTests
{
    private const int Engines = 3;

    private static WasmRuntimeOptions Options =>
        new()
        {
            EngineSharing = EngineSharing.PerWorker,
            ThreadPoolSize = Engines,
            OversubscribeWorkers = true,
            PoolSize = 16,
            CompileGuard = CompileGuard.None,
        };

    [Theory]
    [InlineData(CallPath.Bridge)]
    [InlineData(CallPath.Dynamic)]
    public void Every_engine_answers_with_the_code_of_one_compile(CallPath path)
    {
        WasmRuntimeOptions options = Options with { CallPath = path };
        using RuntimeDiagnostics diagnostics = new(NullLogger.Instance, () => 0);
        using EngineSet engines = new(options, diagnostics);
        for (int i = 0; i < 2 * Engines; i++)
        {
            using ICallExecutor executor = engines.AddExecutor(i);
            ExecutionResult result = Execute(executor, Guests.Rejects);
            Assert.Equal(418, Assert.IsType<RejectAction>(result.Answer).Status);
        }

        Assert.Equal(Engines, engines.Count);
        Assert.Equal(1, engines.CompileCount);
    }

    [Fact]
    public void What_does_not_compile_fails_on_every_engine_by_one_compile()
    {
        using RuntimeDiagnostics diagnostics = new(NullLogger.Instance, () => 0);
        using EngineSet engines = new(Options, diagnostics);
        WasmModule broken = WasmModule.FromBytes("broken", [.. Guests.Rejects.Bytes[..40]]);
        for (int i = 0; i < Engines; i++)
        {
            using ICallExecutor executor = engines.AddExecutor(i);
            Assert.Equal(FailureStage.Compile, Execute(executor, broken).Failure?.Stage);
        }
    }

    [Fact]
    public void An_evicted_module_is_freed_on_every_engine_and_compiled_once_again()
    {
        using RuntimeDiagnostics diagnostics = new(NullLogger.Instance, () => 0);
        using EngineSet engines = new(Options with { ModuleCacheSize = 1 }, diagnostics);
        foreach (WasmModule module in (WasmModule[])[Guests.Rejects, Guests.Continues, Guests.Rejects])
        {
            for (int i = 0; i < Engines; i++)
            {
                using ICallExecutor executor = engines.AddExecutor(i);
                Assert.True(Execute(executor, module).Succeeded);
            }
        }

        Assert.Equal(3, engines.CompileCount);
    }

    [Fact]
    public void Engines_map_one_copy_of_the_code_that_outlives_its_image()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has files in memory.");
        EngineSettings settings = EngineSettingsFactory.Create(Options);
        using EngineHandle first = EngineHandle.Create(settings);
        using EngineHandle second = EngineHandle.Create(settings);
        using ComponentHandle compiled = ComponentHandle.Compile(first, Guests.Rejects.Bytes, out _)!;
        ComponentHandle loaded;
        using (CodeImage image = new(compiled.Serialize()))
        {
            loaded = image.Load(second, out NativeError? error)!;
            Assert.Null(error);
        }

        using (loaded)
        {
            Assert.Contains(File.ReadLines("/proc/self/maps"), line => line.Contains("memfd:smg-wasm-code", StringComparison.Ordinal));
            Assert.Equal(compiled.ImportNames(), loaded.ImportNames());
        }
    }

    private static ExecutionResult Execute(ICallExecutor executor, WasmModule module)
    {
        executor.Begin(Guests.Request);
        return executor.Execute(new GuestCall(module, AttachPoint.OnRequest, Guests.Request, CancellationToken.None));
    }
}
