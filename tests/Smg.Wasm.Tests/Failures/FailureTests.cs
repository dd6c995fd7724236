using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Tests.Fixtures;

namespace Smg.Wasm.Tests.Failures;

/// <summary>One guest for each way to fail: the stage, the cause, and the runtime that goes on.</summary>
public sealed class FailureTests
{
    private const string Loop = "(loop $again (br $again)) unreachable";

    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 16, ThreadPoolSize = 1, MaxExecutionTimeMs = 5000 };

    [Theory]
    [InlineData("(drop (i32.load (i32.const -8))) (i32.const 16)", TrapKind.MemoryOutOfBounds)]
    [InlineData("(i32.div_u (i32.const 16) (i32.const 0))", TrapKind.IntegerDivisionByZero)]
    [InlineData("(i32.div_s (i32.const 0x80000000) (i32.const -1))", TrapKind.IntegerOverflow)]
    [InlineData("(i32.trunc_f32_s (f32.const nan))", TrapKind.BadConversionToInteger)]
    [InlineData("(call_indirect (type $nothing) (i32.const 0)) (i32.const 16)", TrapKind.IndirectCallToNull)]
    [InlineData("(call_indirect (type $nothing) (i32.const 1)) (i32.const 16)", TrapKind.BadSignature)]
    [InlineData("(call_indirect (type $nothing) (i32.const 7)) (i32.const 16)", TrapKind.TableOutOfBounds)]
    [InlineData("(drop (table.get $t (i32.const 7))) (i32.const 16)", TrapKind.TableOutOfBounds)]
    public async Task A_trap_is_told_by_its_kind(string body, TrapKind kind)
    {
        const string Table = "(type $nothing (func)) (table $t 2 2 funcref) (func $takes (param i32)) (elem (i32.const 1) $takes)";
        ExecutionFailure failure = await Fail(new WatGuest { OnRequest = body, Core = Table });
        Assert.Equal((FailureStage.Call, FailureCause.Trap, kind), (failure.Stage, failure.Cause, failure.Trap));
    }

    [Fact]
    public async Task A_trap_in_the_start_function_keeps_its_kind()
    {
        ExecutionFailure failure = await Fail(new WatGuest { Core = "(func $s unreachable) (start $s)" });
        Assert.Equal((FailureStage.Instantiate, FailureCause.InstanceCreateFailed, TrapKind.Unreachable), (failure.Stage, failure.Cause, failure.Trap));
    }

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
    public async Task A_memory_whose_minimum_is_above_the_limit_is_a_memory_limit(bool pooling)
        => await Fails(new WatGuest { Memory = """(memory (export "memory") 41)""" }, LimitStage(pooling), FailureCause.MemoryLimit, Options with { Pooling = pooling, MaxMemoryPages = 40 });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_table_above_the_limit_is_a_table_limit(bool pooling)
        => await Fails(new WatGuest { Core = "(table 101 funcref)" }, LimitStage(pooling), FailureCause.TableLimit, Options with { Pooling = pooling, MaxTableElements = 100 });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fifty_tables_are_a_table_limit(bool pooling)
        => await Fails(new WatGuest { Core = Repeat("(table 1 funcref)", 50) }, LimitStage(pooling), FailureCause.TableLimit, Options with { Pooling = pooling });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fifty_memories_are_a_memory_limit(bool pooling)
        => await Fails(new WatGuest { Core = Repeat("(memory 1)", 49) }, LimitStage(pooling), FailureCause.MemoryLimit, Options with { Pooling = pooling });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fifty_memories_in_fifty_instances_are_a_memory_limit(bool pooling)
        => await Fails(
            new WatGuest { Component = "(core module $one (memory 1))" + Repeat("(core instance (instantiate $one))", 25) },
            LimitStage(pooling),
            FailureCause.MemoryLimit,
            Options with { Pooling = pooling });

    [Theory]
    [InlineData("(i32.store (i32.const 100) (i32.const 200)) (i32.store (i32.const 104) (i32.const 1)) (i32.store8 (i32.const 200) (i32.const 0xff))")]
    [InlineData("(i32.store (i32.const 100) (i32.const 0x7fffff00)) (i32.store (i32.const 104) (i32.const 1))")]
    [InlineData("(i32.store (i32.const 100) (i32.const 200)) (i32.store (i32.const 104) (i32.const 0x7fffffff))")]
    public async Task A_string_that_cannot_be_read_is_an_invalid_result(string store)
    {
        string body = $"{store} (i32.store8 (i32.const 16) (i32.const 2)) (i32.store (i32.const 40) (i32.const 100)) (i32.store (i32.const 44) (i32.const 1)) (i32.const 16)";
        await Fails(new WatGuest { OnRequest = body }, FailureStage.Call, FailureCause.InvalidResult);
    }

    [Theory]
    [InlineData("(i32.const 0x7fffff00)")]
    [InlineData("(i32.const 17)")]
    [InlineData("(i32.store8 (i32.const 16) (i32.const 9)) (i32.const 16)")]
    [InlineData("(i32.store8 (i32.const 16) (i32.const 2)) (i32.store8 (i32.const 20) (i32.const 5)) (i32.const 16)")]
    [InlineData("(i32.store8 (i32.const 16) (i32.const 2)) (i32.store (i32.const 24) (i32.const 0x7fffff00)) (i32.store (i32.const 28) (i32.const 1)) (i32.const 16)")]
    [InlineData("(i32.store8 (i32.const 16) (i32.const 2)) (i32.store (i32.const 24) (i32.const 101)) (i32.store (i32.const 28) (i32.const 1)) (i32.const 16)")]
    [InlineData("(i32.store8 (i32.const 16) (i32.const 2)) (i32.store (i32.const 24) (i32.const 100)) (i32.store (i32.const 28) (i32.const -1)) (i32.const 16)")]
    public async Task An_action_that_cannot_be_read_is_an_invalid_result(string body)
        => await Fails(new WatGuest { OnRequest = body }, FailureStage.Call, FailureCause.InvalidResult);

    [Theory]
    [InlineData("(i32.const 0x7ffffff0)")]
    [InlineData("(i32.const -1)")]
    [InlineData("(i32.const 65535)")]
    public async Task An_allocation_out_of_range_is_an_invalid_result(string realloc)
        => await Fails(new WatGuest { Realloc = realloc }, FailureStage.Call, FailureCause.InvalidResult);

    [Fact]
    public async Task A_loop_in_the_start_function_times_out_in_instantiation()
        => await TimesOut(new WatGuest { Core = $"(func $s {Loop}) (start $s)" }, FailureStage.Instantiate);

    [Fact]
    public async Task A_loop_in_realloc_times_out() => await TimesOut(new WatGuest { Realloc = Loop }, FailureStage.Call);

    [Fact]
    public async Task A_loop_in_post_return_times_out() => await TimesOut(new WatGuest { PostReturn = Loop }, FailureStage.Call);

    [Fact]
    public async Task Endless_filling_of_memory_times_out()
        => await TimesOut(
            new WatGuest
            {
                Memory = """(memory (export "memory") 256)""",
                OnRequest = "(loop $again (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x1000000)) (br $again)) unreachable",
            },
            FailureStage.Call);

    [Fact]
    public async Task A_body_one_byte_above_the_limit_is_too_large()
    {
        WasmRuntimeOptions options = Options with { MaxBodySize = 1000 };
        using WasmRuntime runtime = new(options);
        ModifyAction action = Assert.IsType<ModifyAction>((await Run(runtime, ReplacesBody(1000))).Action);
        Assert.Equal(1000, action.BodyReplace!.Value.Length);
        await Fails(ReplacesBody(1001), FailureStage.Decode, FailureCause.OutputTooLarge, options);
    }

    [Theory]
    [InlineData(3_000_000)]
    [InlineData(10_000_000)]
    public async Task Bodies_above_what_component_values_carry_cross_the_bridge_only(int length)
    {
        await Fails(ReplacesBody(length), FailureStage.Call, FailureCause.OutputTooLarge, Options with { CallPath = CallPath.Dynamic });
        using WasmRuntime runtime = new(Options);
        ModifyAction action = Assert.IsType<ModifyAction>((await Run(runtime, ReplacesBody(length))).Action);
        Assert.Equal(length, action.BodyReplace!.Value.Length);
    }

    [Fact]
    public async Task Overlapping_lists_that_expand_without_end_are_too_large()
    {
        // All bytes are 1, so every header's name and value is the same 16 MB of memory.
        WatGuest guest = new()
        {
            Memory = """(memory (export "memory") 600)""",
            OnRequest = """
                (memory.fill (i32.const 0x10000) (i32.const 1) (i32.const 0x2400000))
                (i32.store8 (i32.const 16) (i32.const 2))
                (i32.store (i32.const 24) (i32.const 0x10000)) (i32.store (i32.const 28) (i32.const 1000000))
                (i32.const 16)
                """,
        };
        await Fails(guest, FailureStage.Call, FailureCause.OutputTooLarge);
    }

    [Theory]
    [InlineData("(stream u8)")]
    [InlineData("(future u8)")]
    [InlineData("error-context")]
    public async Task A_function_that_returns_what_needs_async_is_refused_at_compile(string type)
    {
        ExecutionFailure failure = await Fail(Returns(type), Options with { ConcurrencySupport = true });
        Assert.Equal((FailureStage.Compile, FailureCause.CompileFailed), (failure.Stage, failure.Cause));
        Assert.Contains("requires the component model", failure.NativeMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("u32")]
    [InlineData("(option u8)")]
    [InlineData("(option $action)")]
    public async Task A_function_of_another_type_is_an_invalid_result(string type) => await Fails(Returns(type), FailureStage.Decode, FailureCause.InvalidResult);

    private static WasmModule Returns(string type)
    {
        string text = new WatGuest { Core = """(func (export "other") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32) (i32.const 0))""" }.ToText();
        return WasmModule.FromBytes("other", WatGuest.Parse(text
            .Replace("(result $action)", "(result $other)", StringComparison.Ordinal)
            .Replace("(core func $i \"on-request\")", "(core func $i \"other\")", StringComparison.Ordinal)
            .Replace("(func $on-request (param", $"(type $other {type}) (func $on-request (param", StringComparison.Ordinal)));
    }

    private static WatGuest ReplacesBody(int length) => new()
    {
        Memory = """(memory (export "memory") 200)""",
        OnRequest = $"""
            (i32.store8 (i32.const 16) (i32.const 2))
            (i32.store8 (i32.const 48) (i32.const 1)) (i32.store (i32.const 52) (i32.const 65536)) (i32.store (i32.const 56) (i32.const {length}))
            (i32.const 16)
            """,
    };

    /// <summary>The pool refuses what does not fit a slot when it is compiled, standard allocation when it is instantiated.</summary>
    private static FailureStage LimitStage(bool pooling) => pooling ? FailureStage.Compile : FailureStage.Instantiate;

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static async Task TimesOut(WatGuest guest, FailureStage stage)
    {
        ExecutionFailure failure = await Fail(guest, Options with { MaxExecutionTimeMs = 100 });
        Assert.Equal((stage, FailureCause.Timeout, 100), (failure.Stage, failure.Cause, failure.TimeoutMs));
    }

    private static Task Fails(WatGuest guest, FailureStage stage, FailureCause cause, WasmRuntimeOptions? options = null)
        => Fails(guest.ToModule("fails"), stage, cause, options);

    private static async Task Fails(WasmModule module, FailureStage stage, FailureCause cause, WasmRuntimeOptions? options = null)
    {
        ExecutionFailure failure = await Fail(module, options);
        Assert.True((stage, cause) == (failure.Stage, failure.Cause), $"{failure}\n{failure.NativeMessage}");
    }

    private static Task<ExecutionFailure> Fail(WatGuest guest, WasmRuntimeOptions? options = null) => Fail(guest.ToModule("fails"), options);

    private static async Task<ExecutionFailure> Fail(WasmModule module, WasmRuntimeOptions? options = null)
    {
        using WasmRuntime runtime = new(options ?? Options);
        ExecutionFailure? failure = (await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Failure;
        Assert.NotNull(failure);
        Assert.True((await runtime.ExecuteAsync(Guests.Continues, AttachPoint.OnRequest, Guests.Request)).Succeeded);
        return failure;
    }

    private static async Task<ExecutionResult> Run(WasmRuntime runtime, WatGuest guest)
        => await runtime.ExecuteAsync(guest.ToModule("guest"), AttachPoint.OnRequest, Guests.Request);
}
