using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Tests.Linking;

/// <summary>Guests whose code marks what it writes: whatever that is, the next call finds nothing of it.</summary>
public sealed class StoreMarksTests
{
    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 8, OptimizationLevel = OptimizationLevel.None };

    /// <summary>Lengths of bodies. The long one lies in a block that the host fills, far into the memory.</summary>
    private static readonly int[] Bodies = [0, 1, 5, 100_000, 2, 0, 3, 1];

    [Theory]
    [InlineData(0, 20)]
    [InlineData(0, 8)]
    [InlineData(0, 15)]
    [InlineData(2, 20)]
    [InlineData(2, 8)]
    public void A_call_finds_nothing_of_what_others_wrote_in_any_way(int keptInstances, int pages)
    {
        Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");
        using WasmRuntime runtime = new(Options with { KeptInstances = keptInstances, Dispatch = Dispatch.Inline });
        Gen.Int[0, int.MaxValue]
            .Sample(
                seed =>
                {
                    WasmModule guest = new ScribblingGuest(new Random(seed), pages).Make().ToModule("scribbles");
                    Assert.Single(Bodies.Select(length => ReportAfter(runtime, guest, length)).Distinct());
                },
                iter: TestAmount.FromEnvironment("SMG_SCRIBBLERS", 25),
                threads: 1
            );
    }

    /// <summary>A call of a function can end the guest's call, by its stack or its time, also that of the function that marks a range.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_call_that_ends_at_a_mark_has_not_written(int keptInstances)
    {
        Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");
        using WasmRuntime runtime = new(Options with { KeptInstances = keptInstances, Dispatch = Dispatch.Inline });
        WasmModule guest = new WatGuest
        {
            Memory = """(memory (export "memory") 64)""",
            Core = """
                (func $is-clean (result i32) (local $p i32)
                  (local.set $p (i32.const 65536))
                  (loop $next
                    (if (i64.ne (i64.load (local.get $p)) (i64.const 0)) (then (return (i32.const 0))))
                    (br_if $next (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 8))) (i32.shl (memory.size) (i32.const 16)))))
                  (i32.const 1))
                (func $fall (param $a i32)
                  (if (i32.gt_s (local.get $a) (i32.const 65536))
                    (then (memory.fill (local.get $a) (i32.const 0xAA) (i32.const 32))))
                  (call $fall (i32.add (local.get $a) (i32.const 512))))
                (func $pad (param $n i32) (param $a i32) (result i64)
                  (if (result i64) (i32.eqz (local.get $n))
                    (then (call $fall (local.get $a)) (i64.const 0))
                    (else (i64.add (i64.load (i32.const 8)) (call $pad (i32.sub (local.get $n) (i32.const 1)) (local.get $a))))))
                """,
            OnRequest = $"""
                (if (i32.eq (local.get 9) (i32.const {ScribblingGuest.ReportLength}))
                  (then
                    (i32.store (i32.const 16) (i32.const 1))
                    (i32.store16 (i32.const 20) (i32.add (i32.const 200) (call $is-clean)))
                    (return (i32.const 16))))
                (drop (call $pad (i32.and (local.get 9) (i32.const 15))
                  (i32.sub (i32.const 65536) (i32.mul (local.get 9) (i32.const 131072)))))
                (i32.const 16)
                """,
        }.ToModule("falls");
        Assert.All(Enumerable.Range(60, 40), length => Assert.Equal(201, ReportAfter(runtime, guest, length)));
    }

    /// <summary>A heap for collected objects is a memory that an instance gets before its own.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_guest_with_collected_objects_is_undone(int keptInstances)
    {
        Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");
        using WasmRuntime runtime = new(Options with { KeptInstances = keptInstances, Dispatch = Dispatch.Inline });
        WatGuest text = new ScribblingGuest(new Random(3), pages: 20).Make();
        WasmModule guest = (text with { Core = text.Core + "(func $holds (param externref))" }).ToModule("objects");
        Assert.Single(Bodies.Select(length => ReportAfter(runtime, guest, length)).Distinct());
    }

    /// <summary>Blocks of larger memories would share marks.</summary>
    [Theory]
    [InlineData("(memory (export \"memory\") 20 40)", true)]
    [InlineData("(memory (export \"memory\") 15 40)", true)]
    [InlineData("(memory (export \"memory\") 1)", true)]
    [InlineData("(memory (export \"memory\") 256 300)", true)]
    [InlineData("(memory (export \"memory\") 257 300)", false)]
    [InlineData("(memory (export \"memory\") 20 40) (memory 1) (memory 1 1)", true)]
    public void A_memory_of_up_to_16_MiB_is_marked(string memory, bool isMarked)
    {
        Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");
        Assert.Equal(isMarked, IsMarked(new WatGuest { Memory = memory, OnRequest = Guests.Reject(202) }.ToModule("marked")));
    }

    [Fact]
    public void A_guest_is_marked_on_every_engine_and_when_its_code_comes_from_a_file()
    {
        Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");
        WasmModule guest = new ScribblingGuest(new Random(1), pages: 20).Make().ToModule("scribbles");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-marks");
        try
        {
            CompileCounter counter = new();
            using RuntimeDiagnostics diagnostics = new(NullLogger.Instance, () => 0);
            for (int start = 0; start < 2; start++)
            {
                IReadOnlyList<EngineHost> hosts = EngineHost.Create(
                    2,
                    Options with
                    {
                        CompiledFolder = folder.FullName,
                    },
                    counter,
                    diagnostics
                );
                using (CompiledModule compiled = hosts[0].Compiler.CompileForAll(guest, out _)!)
                {
                    Assert.All([0, 1], engine => Assert.True(compiled.TryLoad(engine, out _)?.Core?.IsMarked));
                }

                Assert.All(hosts, host => host.Dispose());
            }

            Assert.Equal(1, counter.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Marks need locals, of which a function has at most 50,000: what would have more is called in its memory all the same.</summary>
    [Theory]
    [InlineData(CompileGuard.ChildProcess)]
    [InlineData(CompileGuard.None)]
    public void A_guest_that_has_no_room_for_marks_goes_without(CompileGuard guard)
    {
        Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");
        string locals = string.Concat(Enumerable.Repeat(" i32", 49_998));
        WasmModule guest = new WatGuest
        {
            Memory = """(memory (export "memory") 20)""",
            Core = $"(func $many (param i32) (local{locals}) (i32.store (local.get 0) (i32.const 1)))",
            OnRequest = "(call $many (i32.const 70000)) " + Guests.Reject(202),
        }.ToModule("many-locals");
        using EngineHost host = new(Options with { CompileGuard = guard }, new CompileCounter());
        using CompiledComponent compiled = host.Compiler.Compile(guest, out _)!;
        Assert.False(compiled.Core?.IsMarked);
    }

    [Fact]
    public void MarkWrites_says_whether_a_guest_is_marked()
    {
        Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");
        WasmModule guest = new ScribblingGuest(new Random(1), pages: 20).Make().ToModule("scribbles");
        Assert.True(IsMarked(guest, Options));
        Assert.False(IsMarked(guest, Options with { MarkWrites = false }));
    }

    private static bool IsMarked(WasmModule guest, WasmRuntimeOptions? options = null)
    {
        using EngineHost host = new(options ?? Options, new CompileCounter());
        using CompiledComponent compiled = host.Compiler.Compile(guest, out _)!;
        return compiled.Core is { IsMarked: true };
    }

    /// <summary>What a guest says of its memory, once a call with a body of some length has ended, however it did.</summary>
    private static int ReportAfter(WasmRuntime runtime, WasmModule guest, int bodyLength)
    {
        Call(runtime, guest, bodyLength);
        ExecutionResult report = Call(runtime, guest, ScribblingGuest.ReportLength);
        return report.Action is RejectAction reject ? reject.Status : throw new InvalidOperationException(report.Failure?.Message);
    }

    private static ExecutionResult Call(WasmRuntime runtime, WasmModule guest, int bodyLength)
    {
        byte[] body = new byte[bodyLength];
        Array.Fill(body, (byte)0xA5);
        MiddlewareRequest request = Guests.Request with { Body = new MessageBody(body) };
        return runtime.ExecuteAsync(guest, AttachPoint.OnRequest, request).AsTask().GetAwaiter().GetResult();
    }
}
