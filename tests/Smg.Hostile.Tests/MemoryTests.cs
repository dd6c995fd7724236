using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Options;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>Guests that want more memory, tables or instances than they may have.</summary>
[Trait("Category", "Hostile")]
public sealed class MemoryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_memory_that_grows_for_ever_stops_at_its_limit_and_the_guest_goes_on(bool pooling)
    {
        WatGuest bomb = new()
        {
            OnRequest = """
                (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
                (if (i32.ne (memory.size) (i32.const 40)) (then (return (i32.const 16))))
                unreachable
                """,
        };
        ExecutionFailure failure = await Fail(bomb, Options with { Pooling = pooling, MaxMemoryPages = 40 });
        Assert.Equal((FailureStage.Call, FailureCause.Trap, TrapKind.Unreachable), (failure.Stage, failure.Cause, failure.Trap));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_memory_whose_minimum_is_above_the_limit_is_a_memory_limit(bool pooling) =>
        await Fails(
            new WatGuest { Memory = """(memory (export "memory") 41)""" },
            LimitStage(pooling),
            FailureCause.MemoryLimit,
            Options with
            {
                Pooling = pooling,
                MaxMemoryPages = 40,
            }
        );

    /// <summary>The host makes memories of 1 MiB and more; what the other one begins with is Wasmtime's to write.</summary>
    [Theory]
    [InlineData("(memory 16)", "(data (i32.const 5) \"x\")")]
    [InlineData("(memory 20)", "(data (memory 1) (i32.const 65536) \"x\") (data (i32.const 5) \"y\")")]
    [InlineData("(memory 1 64) (memory 20)", "(global $o i32 (i32.const 5)) (data (memory 1) (global.get $o) \"hello\")")]
    [InlineData("(memory 20) (memory 20)", "(data (memory 1) (i32.const 5) \"a\") (data (memory 2) (i32.const 5) \"b\")")]
    public async Task A_second_memory_with_contents_beside_a_large_one_is_served(string memories, string data)
    {
        foreach (bool isDirect in (bool[])[true, false])
        {
            foreach (bool undoes in (bool[])[true, false])
            {
                using WasmRuntime runtime = new(Options with { DirectMemory = isDirect, UndoWrites = undoes });
                ExecutionResult result = await Run(
                    runtime,
                    new WatGuest { Memory = """(memory (export "memory") 1)""" + memories, Core = data }
                );
                Assert.True(result.Succeeded, $"direct {isDirect}, undoes {undoes}: {result.Failure}");
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_table_above_the_limit_is_a_table_limit(bool pooling) =>
        await Fails(
            new WatGuest { Core = "(table 101 funcref)" },
            LimitStage(pooling),
            FailureCause.TableLimit,
            Options with
            {
                Pooling = pooling,
                MaxTableElements = 100,
            }
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fifty_tables_are_a_table_limit(bool pooling) =>
        await Fails(
            new WatGuest { Core = Repeat("(table 1 funcref)", 50) },
            LimitStage(pooling),
            FailureCause.TableLimit,
            Options with
            {
                Pooling = pooling,
            }
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fifty_memories_are_a_memory_limit(bool pooling) =>
        await Fails(
            new WatGuest { Core = Repeat("(memory 1)", 49) },
            LimitStage(pooling),
            FailureCause.MemoryLimit,
            Options with
            {
                Pooling = pooling,
            }
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fifty_memories_in_fifty_instances_are_a_memory_limit(bool pooling) =>
        await Fails(
            new WatGuest { Component = "(core module $one (memory 1))" + Repeat("(core instance (instantiate $one))", 25) },
            LimitStage(pooling),
            FailureCause.MemoryLimit,
            Options with
            {
                Pooling = pooling,
            }
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hundred_core_instances_are_an_instance_limit(bool pooling) =>
        await Fails(
            new WatGuest { Component = "(core module $empty)" + Repeat("(core instance (instantiate $empty))", 100) },
            LimitStage(pooling),
            FailureCause.InstanceLimit,
            Options with
            {
                Pooling = pooling,
            }
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_table_of_ten_million_is_a_table_limit(bool pooling) =>
        await Fails(
            new WatGuest { Core = "(table 10000000 funcref)" },
            LimitStage(pooling),
            FailureCause.TableLimit,
            Options with
            {
                Pooling = pooling,
            }
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_table_that_grows_for_ever_stops_at_its_limit_and_the_guest_goes_on(bool pooling)
    {
        WatGuest bomb = new()
        {
            Core = "(table $t 1 funcref)",
            OnRequest = """
                (loop $more (br_if $more (i32.ne (table.grow $t (ref.null func) (i32.const 1)) (i32.const -1))))
                (if (i32.ne (table.size $t) (i32.const 100)) (then (return (i32.const 16))))
                unreachable
                """,
        };
        ExecutionFailure failure = await Fail(bomb, Options with { Pooling = pooling, MaxTableElements = 100 });
        Assert.Equal((FailureStage.Call, FailureCause.Trap, TrapKind.Unreachable), (failure.Stage, failure.Cause, failure.Trap));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Objects_that_are_kept_count_as_memory(bool pooling)
    {
        WasmRuntimeOptions options = Options with { Pooling = pooling, MaxMemoryPages = 40 };
        using WasmRuntime runtime = new(options);
        Assert.Null((await Run(runtime, Objects(20, isKept: true))).Failure);
        await Fails(Objects(40, isKept: true), FailureStage.Call, FailureCause.MemoryLimit, options);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Objects_that_are_dropped_are_collected_and_a_guest_that_makes_them_for_ever_times_out(bool pooling)
    {
        WasmRuntimeOptions options = Options with { Pooling = pooling, MaxMemoryPages = 40 };
        using WasmRuntime runtime = new(options);
        Assert.Null((await Run(runtime, Objects(1_000, isKept: false))).Failure);
        await TimesOut(Objects(0, isKept: false), FailureStage.Call, options);
    }

    /// <summary>Makes so many objects of nearly a page that the engine collects; without an end where the count is 0.</summary>
    private static WatGuest Objects(int count, bool isKept) =>
        new()
        {
            Core = """
                (type $bytes (array (mut i8)))
                (type $node (struct (field (ref null $bytes)) (field (ref null $node))))
                (global $kept (mut (ref null $node)) (ref.null $node))
                """,
            OnRequest = $"""
                (local.set $i (i32.const {count}))
                (loop $more
                    (global.set $kept
                        (struct.new
                            $node
                            (array.new_default $bytes (i32.const 60000))
                            ({(isKept ? "global.get $kept" : "ref.null $node")})))
                    (br_if $more (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
                (i32.const 16)
                """,
        };

    /// <summary>The pool refuses what does not fit a slot when it is compiled, standard allocation when it is instantiated.</summary>
    private static FailureStage LimitStage(bool pooling) => pooling ? FailureStage.Compile : FailureStage.Instantiate;

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
