using System.Collections.Immutable;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;
using Smg.Wasm.Tests.Failures;
using Smg.Wasm.Tests.Telemetry;

namespace Smg.Wasm.Tests.Modules;

/// <summary>What one module runs with.</summary>
public sealed class ModuleSettingsTests
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 8,
        ThreadPoolSize = 1,
        MaxExecutionTimeMs = 10_000,
        MaxMemoryPages = 100,
    };

    /// <summary>Grows to the limit, then rejects with its number of pages.</summary>
    private static readonly WasmModule TellsItsPages = new WatGuest
    {
        OnRequest = """
            (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
            (i32.store8 (i32.const 16) (i32.const 1)) (i32.store16 (i32.const 20) (memory.size)) (i32.const 16)
            """,
    }.ToModule("tells its pages");

    [Fact]
    public async Task A_modules_own_time_limit_stands_below_the_runtimes()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule loops = Guests.LoopsForever.WithSettings(new ModuleSettings { MaxExecutionTimeMs = 60 });
        ExecutionFailure failure = (await runtime.ExecuteAsync(loops, AttachPoint.OnRequest, Guests.Request)).Failure!;
        Assert.Equal((FailureCause.Timeout, 60), (failure.Cause, failure.TimeoutMs));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_modules_own_memory_limit_stands_below_the_runtimes(bool pooling)
    {
        using WasmRuntime runtime = new(Options with { Pooling = pooling });
        Assert.Equal(new RejectAction(100), (await runtime.ExecuteAsync(TellsItsPages, AttachPoint.OnRequest, Guests.Request)).Action);
        WasmModule small = TellsItsPages.WithSettings(new ModuleSettings { MaxMemoryPages = 40 });
        Assert.Equal(new RejectAction(40), (await runtime.ExecuteAsync(small, AttachPoint.OnRequest, Guests.Request)).Action);
        WasmModule greedy = TellsItsPages.WithSettings(new ModuleSettings { MaxMemoryPages = 4000 });
        Assert.Equal(new RejectAction(100), (await runtime.ExecuteAsync(greedy, AttachPoint.OnRequest, Guests.Request)).Action);
    }

    [Fact]
    public async Task Two_modules_of_the_same_bytes_never_share_an_instance_or_a_configuration()
    {
        using CapturedLog log = new();
        using WasmRuntime runtime = new(Options with { InstanceUses = 1000, InlineConcurrency = 1 }, log);
        WasmModule[] modules =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(i =>
                    WasiOutputTests.PrintsEnvironment.WithSettings(
                        new ModuleSettings
                        {
                            Environment = ImmutableSortedDictionary.CreateRange([
                                KeyValuePair.Create("TENANT", i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                            ]),
                        }
                    )
                ),
        ];
        for (int i = 0; i < 6; i++)
        {
            Assert.True((await runtime.ExecuteAsync(modules[i % 2], AttachPoint.OnRequest, Guests.Request)).Succeeded);
        }

        string[] written = [.. log.Lines.Where(line => line.Event == 5).Select(line => line.Line)];
        Assert.Equal(6, written.Length);
        Assert.All(written.Index(), line => Assert.Contains($"wrote: TENANT={line.Index % 2} ", line.Item, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registered_modules_configuration_reaches_it()
    {
        using CapturedLog log = new();
        using WasmRuntime runtime = new(Options, log);
        ModuleManager manager = new(runtime);
        ModuleRegistration registration = new("prints", [AttachPoint.OnRequest])
        {
            Settings = new ModuleSettings { Environment = ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("MODE", "strict")]) },
        };
        RegistrationResult result = await manager.RegisterBytesAsync(registration, WasiOutputTests.PrintsEnvironment.Bytes.ToArray());
        Assert.True(result.Succeeded, result.Message);
        MiddlewareChain chain = new(runtime);
        Assert.Equal(
            ChainOutcome.Forward,
            (await chain.RunOnRequestAsync(manager.ForAttachPoint(AttachPoint.OnRequest), Guests.Request)).Outcome
        );
        Assert.Equal(5, log.Lines.Count(line => line.Event == 5 && line.Line.Contains("MODE=strict", StringComparison.Ordinal)));
    }
}
