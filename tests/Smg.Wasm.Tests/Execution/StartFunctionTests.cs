using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Execution;

/// <summary>
/// Guests that import something and have a start function, as compilers make them for constructors of static objects. They are called in
/// their memory, and the component serves those whose start function uses an import or fails.
/// </summary>
public sealed class StartFunctionTests
{
    private const int Calls = 6;

    /// <summary>Answers with the number that the start function left in a global and in the memory, and changes both.</summary>
    private const string Answer = """
        (i32.store8 (i32.const 16) (i32.const 1))
        (i32.store16 (i32.const 20) (i32.add (global.get $n) (i32.load (i32.const 60000))))
        (global.set $n (i32.const 900)) (i32.store (i32.const 60000) (i32.const 90))
        (i32.const 16)
        """;

    /// <summary>A hundred for each page that the guest knows, and the number in the global.</summary>
    private const string SizeAndNumber = """
        (i32.store8 (i32.const 16) (i32.const 1))
        (i32.store16 (i32.const 20) (i32.add (global.get $n) (i32.mul (memory.size) (i32.const 100))))
        (i32.const 16)
        """;

    private static readonly WasmRuntimeOptions Options = PartialMemoryTests.Options;

    private static readonly MiddlewareRequest Request = Guests.Request with { Body = default };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_start_function_does_is_there_in_each_call_and_nothing_else(bool markWrites)
    {
        using WasmRuntime runtime = new(Options with { MarkWrites = markWrites });
        WasmModule module = Starting("(global.set $n (i32.const 200)) (i32.store (i32.const 60000) (i32.const 7))");
        for (int i = 0; i < Calls; i++)
        {
            Assert.Equal(207, await Status(runtime, module));
        }

        Assert.Equal(Calls, PartialMemoryTests.Instances(runtime));
    }

    /// <summary>What a start function does is seen once; what a call asks for is not.</summary>
    [Fact]
    public async Task Calls_behind_a_start_function_draw_different_random_numbers()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = Starting(
            "(i32.store (i32.const 60000) (i32.const 200))",
            """
            (i32.store8 (i32.const 16) (i32.const 1))
            (i32.store16 (i32.const 20) (i32.add (i32.load (i32.const 60000)) (i32.and (i32.wrap_i64 (call $draw)) (i32.const 255))))
            (i32.const 16)
            """
        );
        HashSet<int> statuses = [];
        for (int i = 0; i < 40; i++)
        {
            statuses.Add(await Status(runtime, module));
        }

        Assert.True(statuses.Count > 10, $"{statuses.Count} different numbers");
        Assert.All(statuses, status => Assert.InRange(status, 200, 455));
    }

    /// <summary>Where it is not known what it does, the second call is tried in the guest's memory.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task A_start_function_that_uses_an_import_runs_in_the_component(bool undoWrites, int tries)
    {
        using WasmRuntime runtime = new(Options with { UndoWrites = undoWrites });
        WasmModule module = Starting(
            "(i32.store (i32.const 60000) (i32.const 200)) (if (i64.ne (call $now) (i64.const 0)) (then (global.set $n (i32.const 3))))"
        );
        for (int i = 0; i < Calls; i++)
        {
            Assert.Equal(203, await Status(runtime, module));
        }

        Assert.Equal(Calls + tries, PartialMemoryTests.Instances(runtime));
    }

    /// <summary>The component shows first that an instance of it can be made: its failure is the one that is seen.</summary>
    [Theory]
    [InlineData("unreachable")]
    [InlineData("(drop (call $now)) unreachable")]
    [InlineData("(i32.store (i32.const -4) (i32.const 1))")]
    [InlineData("(if (i32.eq (memory.grow (i32.const 60000)) (i32.const -1)) (then unreachable))")]
    public async Task A_start_function_that_fails_does_so_as_in_the_component(string start)
    {
        using WasmRuntime runtime = new(Options);
        using WasmRuntime asComponent = new(Options with { DirectMemory = false });
        WasmModule module = Starting(start);
        for (int i = 0; i < Calls; i++)
        {
            Assert.Equal(await Failure(asComponent, module), await Failure(runtime, module));
        }
    }

    /// <summary>A start function that was cut off may be seen whole the next time: its code is not kept.</summary>
    [Theory]
    [InlineData("(loop $forever (br $forever))", 0)]
    [InlineData("(global.set $n (i32.const 1))", 1)]
    public async Task What_was_seen_of_a_start_function_is_kept_where_it_ended(string start, int files)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-start");
        try
        {
            using WasmRuntime runtime = new(Options with { MaxExecutionTimeMs = 100, CompiledFolder = folder.FullName });
            _ = await runtime.ExecuteAsync(Starting(start), AttachPoint.OnRequest, Request);
            Assert.Equal(files, folder.GetFiles("*.cwasm").Length);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Once its calls have shown how many pages they need, no memory grows in its start function any more.</summary>
    [Theory]
    [InlineData(0, "its start function grows a memory")]
    [InlineData(4, null)]
    public async Task A_start_function_that_grows_the_memory_is_copied_where_the_memory_begins_with_the_pages(int pages, string? runs)
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = Starting("(global.set $n (i32.add (memory.grow (i32.const 2)) (memory.size)))", SizeAndNumber);
        WasmModule form = pages == 0 ? module : module.WithInitialPages(pages);
        Assert.Null(await runtime.PrepareAsync(form));
        EngineHost host = runtime.Engines.First;
        Assert.True(host.Components.TryAcquire(form, host.Number, out ComponentLease lease, out _));
        using (lease)
        {
            Assert.Equal(runs, lease.Component.Obstacles.Start);
        }

        for (int i = 0; i < Calls; i++)
        {
            Assert.Equal(304, await Status(runtime, form));
        }
    }

    /// <summary>Also of code that an earlier run compiled.</summary>
    [Theory]
    [InlineData("(global.set $n (i32.const 1))", null, null)]
    [InlineData("(drop (memory.grow (i32.const 1)))", null, "its start function grows a memory")]
    [InlineData("(drop (call $draw))", "its start function calls what the guest imports, or fails", null)]
    [InlineData("(drop (call $now))", "its start function calls what the guest imports, or fails", null)]
    public async Task A_registered_module_says_why_its_start_function_costs_each_call(string start, string? notDirect, string? runs)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smg-start");
        try
        {
            for (int run = 0; run < 2; run++)
            {
                using WasmRuntime runtime = new(Options with { CompiledFolder = folder.FullName });
                RegistrationResult result = await new ModuleManager(runtime).RegisterBytesAsync(
                    new ModuleRegistration("starts", [AttachPoint.OnRequest]),
                    Starting(start).Bytes.ToArray()
                );
                RegisteredModule module = result.Module!;
                Assert.Equal((notDirect is null, notDirect, runs), (module.IsDirect, module.NotDirectBecause, module.StartRunsBecause));
                Assert.Equal(run == 0, runtime.CompileCount > 0);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_start_function_that_does_not_end_takes_its_time_once()
    {
        using WasmRuntime runtime = new(Options with { MaxExecutionTimeMs = 50 });
        WasmModule module = Starting("(loop $forever (br $forever))");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(FailureCause.Timeout, (await Failure(runtime, module)).Cause);
        }

        Assert.Equal(3, PartialMemoryTests.Instances(runtime));
    }

    private static WasmModule Starting(string start, string onRequest = Answer) =>
        WasmModule.FromBytes(
            "starts",
            WatGuest.Parse(
                new WatGuest
                {
                    Memory =
                        """(import "w" "now" (func $now (result i64))) (import "w" "draw" (func $draw (result i64))) (memory (export "memory") 1)""",
                    Core = $"(global $n (mut i32) (i32.const 0)) (func $s {start}) (start $s)",
                    OnRequest = onRequest,
                }
                    .ToText()
                    .Replace(
                        "(core instance $i (instantiate $m))",
                        """
                        (import "wasi:clocks/monotonic-clock@0.2.0" (instance $w (export "now" (func (result u64)))))
                        (import "wasi:random/random@0.2.0" (instance $random (export "get-random-u64" (func (result u64)))))
                        (core func $now (canon lower (func $w "now")))
                        (core func $draw (canon lower (func $random "get-random-u64")))
                        (core instance $i (instantiate $m (with "w" (instance (export "now" (func $now)) (export "draw" (func $draw))))))
                        """,
                        StringComparison.Ordinal
                    )
            )
        );

    private static async Task<int> Status(WasmRuntime runtime, WasmModule module) =>
        Assert.IsType<RejectAction>((await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Request)).Action).Status;

    private static async Task<(FailureStage Stage, FailureCause Cause, TrapKind? Trap, string Message)> Failure(
        WasmRuntime runtime,
        WasmModule module
    )
    {
        ExecutionFailure failure = (await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Request)).Failure!;
        return (failure.Stage, failure.Cause, failure.Trap, failure.Message);
    }
}
