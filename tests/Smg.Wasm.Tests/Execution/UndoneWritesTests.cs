using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Execution;

/// <summary>Guests whose memory the host makes: each call begins with what the guest wrote.</summary>
public sealed class UndoneWritesTests
{
    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 8, OptimizationLevel = OptimizationLevel.None };

    /// <summary>
    /// Rejects with 599 where its memory is not as it was written. Else it writes there, and behind the memory that it began with, and
    /// rejects with 201.
    /// </summary>
    private static readonly WasmModule Guest = Writes(pages: 20);

    private static WasmModule Writes(int pages) =>
        new WatGuest
        {
            Memory = $"""(memory (export "memory") {pages} {2 * pages})""",
            Core = """
                (data (i32.const 1000000) "as it was")
                (func $fill (local $i i32)
                  (loop $next
                    (i32.store (i32.add (i32.const 70000) (i32.mul (local.get $i) (i32.const 5000))) (i32.const 0x5ec7e7))
                    (local.set $i (i32.add (local.get $i) (i32.const 1)))
                    (br_if $next (i32.lt_u (local.get $i) (i32.const 200)))))
                (func $is-clean (result i32) (local $i i32) (local $sum i32)
                  (loop $next
                    (local.set $sum (i32.or (local.get $sum) (i32.load (i32.add (i32.const 70000) (i32.mul (local.get $i) (i32.const 5000))))))
                    (local.set $i (i32.add (local.get $i) (i32.const 1)))
                    (br_if $next (i32.lt_u (local.get $i) (i32.const 186))))
                  (i32.and (i32.eqz (local.get $sum)) (i64.eq (i64.load (i32.const 1000000)) (i64.const 0x7720746920736120))))
                """.Replace("0x7720746920736120", $"0x{BitConverter.ToUInt64("as it was"u8):x}", StringComparison.Ordinal),
            OnRequest = """
                (if (i32.eqz (call $is-clean))
                  (then
                    (i32.store (i32.const 16) (i32.const 1))
                    (i32.store16 (i32.const 20) (i32.const 599))
                    (return (i32.const 16))))
                (call $fill)
                (i64.store (i32.const 1000000) (i64.const 0))
                (drop (memory.grow (i32.const 1)))
                (i64.store (i32.const END) (i64.const -1))
                (i32.store (i32.const 16) (i32.const 1)) (i32.store16 (i32.const 20) (i32.const 201))
                (i32.const 16)
                """.Replace("END", $"{pages << 16}", StringComparison.Ordinal),
        }.ToModule("writes");

    /// <summary>A small one is where its code says what it writes.</summary>
    [Theory]
    [InlineData("", true, true)]
    [InlineData("UndoWrites", false, false)]
    [InlineData("Pooling", false, false)]
    [InlineData("MarkWrites", true, false)]
    [InlineData("DirectMemory", true, false)]
    public void A_large_memory_is_the_hosts_and_a_small_one_that_is_marked(string without, bool isLarge, bool isSmall)
    {
        Assert.SkipUnless(EngineHandle.CanUndoWrites, "Only Linux says which pages were written.");
        WasmRuntimeOptions options = without switch
        {
            "UndoWrites" => Options with { UndoWrites = false },
            "Pooling" => Options with { Pooling = false },
            "MarkWrites" => Options with { MarkWrites = false },
            "DirectMemory" => Options with { DirectMemory = false },
            _ => Options,
        };
        using EngineHost host = new(options, new CompileCounter());
        using CompiledComponent large = host.Compiler.Compile(Guest, out _)!;
        using CompiledComponent small = host.Compiler.Compile(Guests.Rejects, out _)!;
        Assert.Equal((isLarge, isSmall), (large.IsUndone, small.IsUndone));
        Assert.Equal(isSmall, small.Core is { IsMarked: true });
    }

    /// <summary>What no core module serves, marks nothing: its small memory is the pool's, and it is compiled once.</summary>
    [Fact]
    public void A_small_memory_without_messages_stays_in_the_pool()
    {
        CompileCounter counter = new();
        using EngineHost host = new(Options, counter);
        using CompiledComponent storage = host.Compiler.Compile(BuiltGuests.Load("storage-echo"), out _)!;
        Assert.Equal((false, 1L), (storage.IsUndone, counter.Count));
    }

    [Theory]
    [InlineData(true, 2 << 20, Dispatch.Inline)]
    [InlineData(true, 16 << 10, Dispatch.Inline)]
    [InlineData(true, 2 << 20, Dispatch.Workers)]
    [InlineData(false, 2 << 20, Dispatch.Inline)]
    public async Task A_call_finds_nothing_of_those_before(bool undoes, int keptBytes, Dispatch dispatch)
    {
        using WasmRuntime runtime = new(
            Options with
            {
                UndoWrites = undoes,
                MemoryKeepResidentBytes = keptBytes,
                Dispatch = dispatch,
                PregrowMemory = false,
            }
        );
        await CallAsync(runtime, calls: 200);
    }

    /// <summary>Linux tracks the writes of a memory of 4 MiB and more, where it can.</summary>
    [Theory]
    [InlineData(2 << 20, 0)]
    [InlineData(64 << 10, 0)]
    [InlineData(2 << 20, 2)]
    public async Task A_call_finds_nothing_of_those_before_in_a_memory_that_is_tracked(int keptBytes, int keptInstances)
    {
        using WasmRuntime runtime = new(Options with { MemoryKeepResidentBytes = keptBytes, KeptInstances = keptInstances });
        await CallAsync(runtime, calls: 600, Writes(pages: 80));
    }

    /// <summary>Calls at once, on all engines, and with forms of the guest that begin with more pages.</summary>
    [Fact]
    public async Task Calls_at_once_find_nothing_of_each_other()
    {
        using WasmRuntime runtime = new(Options with { EngineSharing = EngineSharing.PerWorker });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => CallAsync(runtime, calls: 100))));
    }

    [Fact]
    public async Task A_guest_is_loaded_with_its_data_from_the_folder_of_compiled_files()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-undone");
        try
        {
            for (int start = 0; start < 2; start++)
            {
                using WasmRuntime runtime = new(Options with { CompiledFolder = folder.FullName, PregrowMemory = false });
                await CallAsync(runtime, calls: 3);
                Assert.Single(folder.GetFiles("*.cwasm"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// A heap for collected objects is a memory that the engine asks for when the guest first needs it, in the midst of a call.
    /// </summary>
    [Theory]
    [InlineData(
        "(loop $next (drop (struct.new $st (i32.const 3))) "
            + "(br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 50000))))"
    )]
    [InlineData("(drop (block $caught (result i32) (try_table (result i32) (catch $e $caught) (throw $e (i32.const 16)))))")]
    public async Task A_guest_with_collected_objects_or_exceptions_runs(string body)
    {
        WasmModule guest = new WatGuest
        {
            Memory = """(memory (export "memory") 20 40)""",
            Core = "(type $st (struct (field i32))) (tag $e (param i32))",
            OnRequest = body + Guests.Reject(202),
        }.ToModule("objects");
        using WasmRuntime runtime = new(Options);
        for (int i = 0; i < 20; i++)
        {
            ExecutionResult result = await runtime.ExecuteAsync(guest, AttachPoint.OnRequest, Guests.Request);
            Assert.Equal(new RejectAction(202), result.Action);
        }
    }

    /// <summary>The limit is the module's, wherever its memory is made.</summary>
    /// <summary>Code that names a segment finds it at its index, although earlier segments are removed.</summary>
    [Theory]
    [InlineData("(memory.init $kept (i32.const 20) (i32.const 0) (i32.const 2))", 418)]
    [InlineData("(memory.init 0 (i32.const 20) (i32.const 0) (i32.const 0)) (i32.store16 (i32.const 20) (i32.const 201))", 201)]
    [InlineData("(i32.store16 (i32.const 20) (i32.load16_u (i32.const 400)))", 451)]
    public async Task Segments_of_data_are_what_they_were(string code, int status)
    {
        WasmModule guest = new WatGuest
        {
            Memory = """(memory (export "memory") 20)""",
            Core = """(data (i32.const 400) "\c3\01") (data $kept "\a2\01") (data (i32.const 500) "end")""",
            OnRequest = $"(i32.store8 (i32.const 16) (i32.const 1)) {code} (i32.const 16)",
        }.ToModule("segments");
        foreach (bool undoes in (bool[])[true, false])
        {
            using WasmRuntime runtime = new(Options with { UndoWrites = undoes });
            for (int i = 0; i < 3; i++)
            {
                ExecutionResult result = await runtime.ExecuteAsync(guest, AttachPoint.OnRequest, Guests.Request);
                Assert.Equal(status, Assert.IsType<RejectAction>(result.Action).Status);
            }
        }
    }

    [Fact]
    public async Task A_module_gets_no_more_pages_than_its_limit()
    {
        using WasmRuntime runtime = new(Options);
        ModuleRegistration registration = new("writes", [AttachPoint.OnRequest])
        {
            Settings = ModuleSettings.Default with { MaxMemoryPages = 19 },
        };
        RegistrationResult result = await new ModuleManager(runtime).RegisterBytesAsync(registration, Guest.Bytes.ToArray());
        Assert.Contains("MaxMemoryPages", result.Message, StringComparison.Ordinal);
    }

    private static async Task CallAsync(WasmRuntime runtime, int calls, WasmModule? module = null)
    {
        for (int i = 0; i < calls; i++)
        {
            ExecutionResult result = await runtime.ExecuteAsync(module ?? Guest, AttachPoint.OnRequest, Guests.Request);
            Assert.Equal(new RejectAction(201), result.Action);
        }
    }
}
