using System.Globalization;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Tests.Execution;

/// <summary>Instances that are kept: each call finds what it would find in a fresh one, whatever those before it did.</summary>
public sealed class KeptInstancesTests
{
    private const int Calls = 150;

    /// <summary>Calls that one instance serves at most, before its component is leased again.</summary>
    private const int CallsOfInstance = 64;

    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        MaxExecutionTimeMs = 60_000,
        Dispatch = Dispatch.Inline,
        InlineConcurrency = 1,
        EngineSharing = EngineSharing.Shared,
        CompileGuard = CompileGuard.None,
        OptimizationLevel = OptimizationLevel.None,
        KeptInstances = 2,
        PhaseTimings = true,
    };

    public static TheoryData<string, string, string, bool> Leavers => LeavingGuests.All;

    [Theory]
    [MemberData(nameof(Leavers))]
    public async Task A_call_finds_nothing_of_those_before(string core, string asItWas, string memory, bool isKept)
    {
        WasmModule guest = LeavingGuests.Make(core, asItWas, memory.Length == 0 ? """(memory (export "memory") 1)""" : memory);
        using WasmRuntime runtime = new(Options with { PregrowMemory = false }, null, Eventually.Limit);
        for (int i = 0; i < Calls; i++)
        {
            Assert.Equal(new RejectAction(201), await CallAsync(runtime, guest));
        }

        Assert.Equal(isKept ? Rounds(Calls) : Calls, Instances(runtime));
    }

    /// <summary>Memories of all sizes: what is compared, what the page table tells of, and what may not be kept whole.</summary>
    [Theory]
    [InlineData(1, 2 << 20)]
    [InlineData(1, 0)]
    [InlineData(1, 8192)]
    [InlineData(4, 2 << 20)]
    [InlineData(4, 70_000)]
    [InlineData(15, 2 << 20)]
    [InlineData(16, 2 << 20)]
    [InlineData(20, 2 << 20)]
    [InlineData(20, 100_000)]
    public async Task A_memory_is_what_it_was_at_every_place(int pages, int keptBytes)
    {
        // Sums its memory, which has data here and there, then writes some places all over it that differ from call to call.
        WasmModule guest = new WatGuest
        {
            Memory = string.Create(CultureInfo.InvariantCulture, $"""(memory (export "memory") {pages})"""),
            Core = """(data (i32.const 300) "one") (data (i32.const 20000) "two") (data (i32.const 65500) "three")""",
            OnRequest = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                (local $sum i64)
                (local.set $i (i32.const 8192))
                (loop $next
                  (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 31)) (i64.load (local.get $i))))
                  (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (i32.const {pages * 65536}))))
                (local.set $i (i32.wrap_i64 (local.get 12)))
                (loop $next
                  (local.set $i (i32.add (local.get $i) (i32.const 4099)))
                  (i32.store8 (i32.rem_u (local.get $i) (i32.const {pages * 65536})) (i32.const 255))
                  (br_if $next (i32.lt_u (local.get $i) (i32.const {pages * 65536}))))
                (i32.store (i32.const 16) (i32.const 1)) (i32.store (i32.const 20) (i32.const 0))
                (i32.store16 (i32.const 20) (i32.wrap_i64 (i64.rem_u (local.get $sum) (i64.const 60000))))
                (i32.const 16)
                """
            ),
        }.ToModule("sums");
        int? expected = null;
        using WasmRuntime runtime = new(Options with { MemoryKeepResidentBytes = keptBytes }, null, Eventually.Limit);
        for (int i = 0; i < Calls; i++)
        {
            MiddlewareRequest request = Guests.Request with { NowEpochMs = (ulong)(i * 37) };
            ExecutionResult result = await runtime.ExecuteAsync(guest, AttachPoint.OnRequest, request);
            int sum = Assert.IsType<RejectAction>(result.Action).Status;
            Assert.Equal(expected ??= sum, sum);
        }

        Assert.Equal(Rounds(Calls), Instances(runtime));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(2, 2 * Calls)]
    public async Task As_many_modules_have_instances_as_are_kept(int kept, int most)
    {
        WasmModule[] chain = [Guests.RejectsWith(201), Guests.RejectsWith(202), Guests.RejectsWith(203)];
        using WasmRuntime runtime = new(Options with { KeptInstances = kept }, null, Eventually.Limit);
        for (int i = 0; i < CallsOfInstance; i++)
        {
            for (int n = 0; n < chain.Length; n++)
            {
                Assert.Equal(new RejectAction((ushort)(201 + n)), await CallAsync(runtime, chain[n]));
            }
        }

        Assert.InRange(Instances(runtime), most == 3 ? 3 : CallsOfInstance, most == 3 ? 3 : 3 * CallsOfInstance);
    }

    [Fact]
    public async Task A_failed_call_takes_its_instance_with_it()
    {
        // Traps where the time is odd, after it has written.
        WasmModule guest = LeavingGuests.Make(
            "",
            """
            (i32.eqz (i32.load (i32.const 60000))) (i32.store (i32.const 60000) (i32.const 1))
            (if (i64.eq (i64.and (local.get $time) (i64.const 1)) (i64.const 1)) (then unreachable))
            """,
            """(memory (export "memory") 1)"""
        );
        using WasmRuntime runtime = new(Options, null, Eventually.Limit);
        for (int i = 0; i < 20; i++)
        {
            ExecutionResult result = await runtime.ExecuteAsync(
                guest,
                AttachPoint.OnRequest,
                Guests.Request with
                {
                    NowEpochMs = (ulong)i,
                }
            );
            Assert.Equal(i % 2 == 0 ? null : FailureCause.Trap, result.Failure?.Cause);
            Assert.Equal(i % 2 == 0 ? new RejectAction(201) : null, result.Action);
        }

        Assert.Equal(10, Instances(runtime));
    }

    [Fact]
    public async Task A_call_in_another_place_can_be_cancelled()
    {
        using WasmRuntime runtime = new(Options, null, Eventually.Limit);
        await CallAsync(runtime, Guests.RejectsWith(201));
        for (int i = 0; i < 3; i++)
        {
            using CancellationTokenSource source = new();
            Task<ExecutionResult> looping = Task.Run(async () =>
                await runtime.ExecuteAsync(Guests.LoopsForever, AttachPoint.OnRequest, Guests.Request, source.Token)
            );
            await Eventually.UntilAsync(() => runtime.GetPhases()![CallPhase.Encode].Count == 2 + (2 * i));
            await source.CancelAsync();
            Assert.Equal(FailureCause.Cancelled, (await looping).Failure?.Cause);
            Assert.Equal(new RejectAction(201), await CallAsync(runtime, Guests.RejectsWith(201)));
        }
    }

    [Fact]
    public async Task The_same_bytes_with_other_settings_get_another_instance()
    {
        WasmModule module = Guests.RejectsWith(201);
        WasmModule limited = module.WithSettings(new ModuleSettings { MaxMemoryPages = 1 });
        using WasmRuntime runtime = new(Options, null, Eventually.Limit);
        foreach (WasmModule called in (WasmModule[])[module, module, limited, limited, module])
        {
            Assert.Equal(new RejectAction(201), await CallAsync(runtime, called));
        }

        Assert.Equal(3, Instances(runtime));
    }

    /// <summary>Large bodies are served by another form of the module, which is kept beside it.</summary>
    [Fact]
    public async Task Bodies_of_all_sizes_are_answered_as_in_fresh_instances()
    {
        const int Rounds = 60;
        using WasmRuntime runtime = new(Options with { KeptInstances = 4 }, null, Eventually.Limit);
        int[] sizes = [0, 100, 2048, 3000, 65_536, 131_072];
        for (int i = 0; i < Rounds; i++)
        {
            foreach (int size in sizes)
            {
                byte[] body = [.. Enumerable.Range(0, size).Select(n => (byte)((n * 7) + i))];
                ExecutionResult result = await runtime.ExecuteAsync(
                    Guests.EchoesBody,
                    AttachPoint.OnRequest,
                    Guests.Request with
                    {
                        Body = body,
                    }
                );
                Assert.True(body.AsSpan().SequenceEqual(Assert.IsType<ModifyAction>(result.Action).BodyReplace!.Value.Span));
            }
        }

        Assert.InRange(Instances(runtime), 1, Rounds * sizes.Length / 2);
    }

    [Fact]
    public async Task Calls_at_once_on_all_engines_find_nothing_of_each_other()
    {
        WasmModule guest = LeavingGuests.Make(
            "",
            "(i32.eqz (i32.load (i32.const 60000))) (i32.store (i32.const 60000) (i32.const 1))",
            """(memory (export "memory") 1)"""
        );
        using WasmRuntime runtime = new(
            Options with
            {
                EngineSharing = EngineSharing.PerWorker,
                InlineConcurrency = 2,
                ThreadPoolSize = 2,
            }
        );
        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (int i = 0; i < Calls; i++)
                        {
                            Assert.Equal(new RejectAction(201), await CallAsync(runtime, guest));
                        }
                    })
                )
        );
        Assert.InRange(Instances(runtime), 1, 6 * Calls / 4);
    }

    [Fact]
    public async Task Code_that_was_kept_on_disk_is_that_of_the_option()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-kept");
        try
        {
            foreach ((int kept, int instances) in ((int, int)[])[(0, 10), (2, 1), (2, 1), (0, 10)])
            {
                using WasmRuntime runtime = new(
                    Options with
                    {
                        KeptInstances = kept,
                        CompiledFolder = folder.FullName,
                    },
                    null,
                    Eventually.Limit
                );
                for (int i = 0; i < 10; i++)
                {
                    Assert.Equal(new RejectAction(418), await CallAsync(runtime, Guests.Rejects));
                }

                Assert.Equal(instances, Instances(runtime));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("UndoWrites=false")]
    [InlineData("DirectMemory=false")]
    [InlineData("Pooling=false")]
    [InlineData("CallPath=Dynamic")]
    public async Task Where_nothing_can_be_reset_each_call_gets_a_fresh_instance(string option)
    {
        WasmRuntimeOptions options = option switch
        {
            "UndoWrites=false" => Options with { UndoWrites = false },
            "DirectMemory=false" => Options with { DirectMemory = false },
            "Pooling=false" => Options with { Pooling = false },
            _ => Options with { CallPath = CallPath.Dynamic },
        };
        using WasmRuntime runtime = new(options, null, Eventually.Limit);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(new RejectAction(418), await CallAsync(runtime, Guests.Rejects));
        }

        Assert.Equal(10, Instances(runtime));
    }

    /// <summary>With the adapter's memory it has more than a store may hold: it is called without the adapter, as by default.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    [InlineData(0, 20)]
    public async Task A_guest_with_as_many_memories_as_a_store_may_hold_is_called(int kept, int pages)
    {
        WasmModule guest = new WatGuest
        {
            Memory = string.Create(
                CultureInfo.InvariantCulture,
                $"""(memory (export "memory") {pages}) {string.Concat(Enumerable.Repeat("(memory 1)", 15))}"""
            ),
            OnRequest = Guests.Reject(201),
        }.ToModule("memories");
        using WasmRuntime runtime = new(Options with { KeptInstances = kept, MaxBodySize = 1 << 20 }, null, Eventually.Limit);
        Assert.Equal(new RejectAction(201), await CallAsync(runtime, guest));
    }

    [Fact]
    public void An_instance_is_either_reset_or_keeps_its_state()
    {
        string error = Assert.Single(OptionsValidator.Validate(new WasmRuntimeOptions { KeptInstances = 1, InstanceUses = 2 }));
        Assert.StartsWith("KeptInstances is 1 and InstanceUses is 2", error, StringComparison.Ordinal);
    }

    private static int Rounds(int calls) => (calls + CallsOfInstance - 1) / CallsOfInstance;

    private static long Instances(WasmRuntime runtime) => runtime.GetPhases()![CallPhase.Instantiate].Count;

    private static async Task<MiddlewareAction?> CallAsync(WasmRuntime runtime, WasmModule module)
    {
        ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request);
        Assert.True(result.Succeeded, result.Failure?.Message);
        return result.Action;
    }
}
