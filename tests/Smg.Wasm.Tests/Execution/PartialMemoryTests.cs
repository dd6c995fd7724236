using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Tests.Execution;

/// <summary>Calls in the memory of guests that import something: the component serves those that use it, as if nothing had happened.</summary>
public sealed class PartialMemoryTests
{
    /// <summary>One engine, whose instances are counted.</summary>
    internal static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        MaxExecutionTimeMs = 60_000,
        CompileGuard = CompileGuard.None,
        EngineSharing = EngineSharing.Shared,
        InlineConcurrency = 1,
        PhaseTimings = true,
    };

    private static readonly MiddlewareRequest Quiet = Guests.Request with { Body = default };
    private static readonly MiddlewareRequest Calling = Guests.Request with { Body = new byte[10] };

    /// <summary>
    /// Counts its calls in a global, so that an instance that is called twice shows; asks for the time where the message has a body, and
    /// leaves a mark in its memory before.
    /// </summary>
    private static readonly WasmModule AsksForTime = WasmModule.FromBytes(
        "asks",
        WatGuest.Parse(
            new WatGuest
            {
                Memory = """(import "w" "now" (func $now (result i64))) (memory (export "memory") 1)""",
                Core = "(global $n (mut i32) (i32.const 0))",
                OnRequest = """
                (global.set $n (i32.add (global.get $n) (i32.add (i32.const 1) (i32.load (i32.const 60000)))))
                (i32.store (i32.const 60000) (i32.const 100))
                (if (local.get 9) (then (if (i64.eqz (call $now)) (then unreachable))))
                (i32.store8 (i32.const 16) (i32.const 1))
                (i32.store16 (i32.const 20) (i32.add (i32.const 200) (global.get $n)))
                (i32.const 16)
                """,
            }
                .ToText()
                .Replace(
                    "(core instance $i (instantiate $m))",
                    """
                    (import "wasi:clocks/monotonic-clock@0.2.0" (instance $w (export "now" (func (result u64)))))
                    (core func $now (canon lower (func $w "now")))
                    (core instance $i (instantiate $m (with "w" (instance (export "now" (func $now))))))
                    """,
                    StringComparison.Ordinal
                )
        )
    );

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_call_that_uses_an_import_is_served_by_the_component_and_so_are_those_behind_it(int keptInstances)
    {
        using WasmRuntime runtime = new(Options with { KeptInstances = keptInstances });

        // The first call shows that an instance of the component can be made, the second is served in memory, the third begins there.
        await Expect201(runtime, Quiet);
        await Expect201(runtime, Quiet);
        long before = Instances(runtime);
        await Expect201(runtime, Calling);
        Assert.Equal(keptInstances > 0 ? 1 : 2, Instances(runtime) - before);

        // For a thousand calls nobody tries again.
        for (int i = 0; i < 999; i++)
        {
            await Expect201(runtime, i % 2 == 0 ? Calling : Quiet);
        }

        Assert.Equal(keptInstances > 0 ? 1000 : 1001, Instances(runtime) - before);
        before = Instances(runtime);
        await Expect201(runtime, Calling);
        Assert.Equal(2, Instances(runtime) - before);
    }

    /// <summary>A message that fails as a component fails likewise, and once.</summary>
    [Fact]
    public async Task A_guest_that_traps_behind_its_import_traps()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = NestedGuests.Beside(
            "",
            guest: new WatGuest { OnRequest = "(if (local.get 9) (then unreachable)) (i32.const 16)" }
        );
        Assert.IsType<ContinueAction>((await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Quiet)).Action);
        ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Calling);
        Assert.Equal((FailureCause.Trap, TrapKind.Unreachable), (result.Failure!.Cause, result.Failure.Trap));
    }

    /// <summary>An instance that serves several calls keeps what they left, whichever of them uses an import.</summary>
    [Fact]
    public async Task A_reused_instance_keeps_its_state()
    {
        using WasmRuntime runtime = new(Options with { InstanceUses = 3 });
        List<int> statuses = [];
        for (int i = 0; i < 6; i++)
        {
            ExecutionResult result = await runtime.ExecuteAsync(AsksForTime, AttachPoint.OnRequest, i == 4 ? Calling : Quiet);
            statuses.Add(Assert.IsType<RejectAction>(result.Action).Status);
        }

        Assert.Equal([201, 302, 403, 201, 302, 403], statuses);
    }

    /// <summary>What calls the guest before the host does changes it, however it came to the guest: that is not in its core module.</summary>
    [Theory]
    [MemberData(nameof(NestedGuests.Touching), MemberType = typeof(NestedGuests))]
    public async Task What_a_component_did_to_the_guest_is_seen(string beside, string after, string arguments, string component)
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = NestedGuests.Beside(beside, "", after, NestedGuests.Touched(component), arguments);
        for (int i = 0; i < 3; i++)
        {
            ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Quiet);
            Assert.Equal(202, Assert.IsType<RejectAction>(result.Action).Status);
        }
    }

    /// <summary>The limits of a module's own registration hold for what is not in its core module, too.</summary>
    [Fact]
    public async Task A_module_with_less_memory_than_the_component_needs_fails_though_another_was_called()
    {
        using WasmRuntime runtime = new(Options with { Pooling = false });
        WasmModule module = NestedGuests.Beside(
            "(component $stub (core module $n (memory 10)) (core instance (instantiate $n)))",
            "(instance (instantiate $stub))"
        );
        WasmModule tight = module.WithSettings(new ModuleSettings { MaxMemoryPages = 5 });
        for (int i = 0; i < 3; i++)
        {
            Assert.IsType<ContinueAction>((await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Quiet)).Action);
            ExecutionResult result = await runtime.ExecuteAsync(tight, AttachPoint.OnRequest, Quiet);
            Assert.Equal(FailureCause.MemoryLimit, result.Failure?.Cause);
        }
    }

    /// <summary>What runs beside the guest may fail with more memory, too.</summary>
    [Fact]
    public async Task A_module_with_more_memory_fails_where_that_fails_though_another_was_called()
    {
        using WasmRuntime runtime = new(Options with { Pooling = false });
        WasmModule module = NestedGuests.Beside(
            """
            (component $stub (core module $n (memory 1)
                (func $s (if (i32.ne (memory.grow (i32.const 20)) (i32.const -1)) (then unreachable))) (start $s))
              (core instance (instantiate $n)))
            """,
            "(instance (instantiate $stub))"
        );
        WasmModule tight = module.WithSettings(new ModuleSettings { MaxMemoryPages = 5 });
        for (int i = 0; i < 3; i++)
        {
            ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Quiet);
            Assert.Equal(FailureCause.InstanceCreateFailed, result.Failure?.Cause);
            Assert.IsType<ContinueAction>((await runtime.ExecuteAsync(tight, AttachPoint.OnRequest, Quiet)).Action);
        }
    }

    private static async Task Expect201(WasmRuntime runtime, MiddlewareRequest request)
    {
        ExecutionResult result = await runtime.ExecuteAsync(AsksForTime, AttachPoint.OnRequest, request);
        Assert.Equal(201, Assert.IsType<RejectAction>(result.Action).Status);
    }

    /// <summary>Instances that calls made or tried to make.</summary>
    internal static long Instances(WasmRuntime runtime) =>
        runtime.GetPhases()!.Phases.Single(phase => phase.Phase == CallPhase.Instantiate).Count;
}
