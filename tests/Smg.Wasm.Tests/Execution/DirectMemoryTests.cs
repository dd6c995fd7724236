using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;
using Smg.Wasm.Tests.Registration;

namespace Smg.Wasm.Tests.Execution;

/// <summary>Calls in a guest's memory: when they happen, and what a message of any size comes to.</summary>
public sealed class DirectMemoryTests : IDisposable
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        MaxExecutionTimeMs = 60_000,
        MaxHeaderBytes = 16 << 20,
        CompileGuard = CompileGuard.None,
    };

    /// <summary>A guest whose memory the host makes.</summary>
    private static readonly WasmModule Large = new WatGuest { Memory = """(memory (export "memory") 20 40)""" }.ToModule("large");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smg-direct");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(CompileGuard.None)]
    [InlineData(CompileGuard.ChildProcess)]
    public void A_guest_that_imports_nothing_has_a_core_module_on_every_engine(CompileGuard guard)
    {
        WasmRuntimeOptions options = Options with { CompileGuard = guard, CompiledFolder = Path.Combine(_folder.FullName, "files") };
        for (int run = 0; run < 2; run++)
        {
            CompileCounter counter = new();
            using EngineHost host = new(options, counter);
            foreach (WasmModule module in (WasmModule[])[Guests.EchoesBody, Large])
            {
                Assert.True(
                    host.Components.TryAcquire(module, 0, out ComponentLease lease, out ExecutionFailure? failure),
                    failure?.Message
                );
                using (lease)
                {
                    Assert.True(lease.Component.Core is not null, $"{module.Name}, run {run}");
                }
            }

            Assert.Equal(run == 0 ? 2 : 0, counter.Count);
        }
    }

    [Theory]
    [InlineData("minimal", CallPath.Bridge, true)]
    [InlineData("minimal", CallPath.Dynamic, false)]
    [InlineData("js-auth", CallPath.Bridge, true)]
    public async Task A_registered_module_says_whether_it_is_called_so(string guest, CallPath path, bool isDirect)
    {
        using ManagerFixture fixture = new(ManagerFixture.Options with { CallPath = path });
        RegistrationResult result = await fixture.Manager.RegisterBytesAsync(
            new ModuleRegistration(guest, [AttachPoint.OnRequest]),
            BuiltGuests.Load(guest).Memory
        );
        Assert.Equal(isDirect, result.Module?.IsDirect);
    }

    [Fact]
    public async Task A_guest_whose_import_is_missing_is_not_called_without_it()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = new WatGuest { Component = """(import "acme:other/thing" (func))""" }.ToModule("guest");
        Assert.Equal(
            FailureCause.ImportMissing,
            (await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Failure?.Cause
        );
    }

    [Theory]
    [InlineData("(func $s unreachable) (start $s)", FailureCause.InstanceCreateFailed)]
    [InlineData("(func $s (loop (br 0))) (start $s)", FailureCause.Timeout)]
    [InlineData("(memory 65)", FailureCause.MemoryLimit)]
    public async Task A_guest_whose_nested_component_makes_an_instance_fails_as_that_does(string nested, FailureCause cause)
    {
        WasmModule module = new WatGuest
        {
            Component = $"""
                (core module $outer {nested})
                (component $c (alias outer 1 $outer (core module $n)) (core instance (instantiate $n)))
                (instance (instantiate $c))
                """,
        }.ToModule("guest");
        foreach (bool isDirect in (bool[])[true, false])
        {
            using WasmRuntime runtime = new(
                Options with
                {
                    Pooling = false,
                    DirectMemory = isDirect,
                    MaxExecutionTimeMs = 500,
                    MaxMemoryPages = 64,
                }
            );
            ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request);
            Assert.Equal((FailureStage.Instantiate, cause), (result.Failure?.Stage, result.Failure?.Cause));
        }
    }

    [Fact]
    public async Task A_message_that_only_the_component_takes_costs_a_reused_instance_its_state_once()
    {
        using WasmRuntime runtime = new(Options with { InstanceUses = 4, InlineConcurrency = 1 });
        WasmModule counter = new WatGuest
        {
            Core = "(global $n (mut i32) (i32.const 0))",
            OnRequest = """
                (global.set $n (i32.add (global.get $n) (i32.const 1)))
                (i32.store8 (i32.const 16) (i32.const 1)) (i32.store16 (i32.const 20) (global.get $n)) (i32.const 16)
                """,
        }.ToModule("counter");
        List<int> counts = [];
        for (int i = 0; i < 12; i++)
        {
            MiddlewareRequest request = Guests.Request with { Headers = [new Header("x-long", new string('h', i == 6 ? 70_000 : 10))] };
            ExecutionResult result = await runtime.ExecuteAsync(counter, AttachPoint.OnRequest, request);
            counts.Add(Assert.IsType<RejectAction>(result.Action).Status);
        }

        Assert.Equal([1, 2, 3, 4, 1, 2, 1, 2, 3, 4, 1, 2], counts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_of_any_size_comes_back_as_it_went(bool isReused)
    {
        using WasmRuntime runtime = new(Options with { InstanceUses = isReused ? 4 : 1, MaxMemoryPages = 1024 });
        WasmModule echo = BuiltGuests.Load("echo");
        foreach (int headerChars in (int[])[0, 1, 1000, 4000, 5000, 21_000, 23_000, 70_000, 10, 70_000, 200_000, 3000])
        {
            foreach (int bodyBytes in (int[])[0, 1, 2560, 2561, 4096, 100_000])
            {
                MiddlewareRequest request = Guests.Request with
                {
                    Headers = [new Header("x-long", new string('h', headerChars)), new Header("x-é", new string('€', headerChars / 10))],
                    Body = (byte[])[.. Enumerable.Range(0, bodyBytes).Select(i => (byte)(i * 31))],
                };
                ExecutionResult result = await runtime.ExecuteAsync(echo, AttachPoint.OnRequest, request);
                ModifyAction action = Assert.IsType<ModifyAction>(result.Action);
                Assert.All(request.Headers, header => Assert.Contains(header, action.HeadersSet.Concat(action.HeadersAdd)));
                Assert.True(request.Body.ToMemory().Span.SequenceEqual(action.BodyReplace!.Value.Span));
            }
        }
    }

    [Fact]
    public async Task An_allocator_that_traps_on_the_bodys_block_is_the_guests_fault()
    {
        using WasmRuntime runtime = new(Options);
        const string OnLargeBlocks = "(if (i32.gt_u (local.get 3) (i32.const 5000)) (then unreachable)) (i32.const 8192)";
        WasmModule module = new WatGuest { Realloc = OnLargeBlocks }.ToModule("guest");
        ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request with { Body = new byte[6000] });
        Assert.Equal((FailureCause.Trap, TrapKind.Unreachable), (result.Failure!.Cause, result.Failure.Trap));
    }

    [Theory]
    [InlineData("(i32.const 65535)")]
    [InlineData("(i32.const -1)")]
    [InlineData("(i32.sub (i32.const 65537) (local.get 3))")]
    public async Task A_block_outside_the_memory_is_refused_before_anything_is_written(string block)
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = new WatGuest
        {
            Realloc = $"(if (i32.gt_u (local.get 3) (i32.const 5000)) (then (return {block}))) (i32.const 8192)",
        }.ToModule("guest");
        ExecutionResult result = await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request with { Body = new byte[6000] });
        Assert.Equal(FailureCause.InvalidResult, result.Failure?.Cause);
    }
}
