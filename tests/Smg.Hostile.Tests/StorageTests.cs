using System.Diagnostics;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>
/// Storage hooks that loop, trap and return an invalid answer or one that is too large, before and after an operation, on both paths.
/// </summary>
[Trait("Category", "Hostile")]
public sealed class StorageTests
{
    private const string OneColumn = "(i32.store (i32.const 100) (i32.const 200)) (i32.store (i32.const 104) (i32.const 1))";

    private static readonly (CallPath Path, AttachPoint Point)[] Ways =
    [
        (CallPath.Bridge, AttachPoint.StorageBefore),
        (CallPath.Bridge, AttachPoint.StorageAfter),
        (CallPath.Dynamic, AttachPoint.StorageBefore),
        (CallPath.Dynamic, AttachPoint.StorageAfter),
    ];

    [Fact]
    public async Task A_loop_times_out_not_early_by_the_modules_own_limit_and_the_next_call_has_its_own()
    {
        const int LimitMs = 200;
        WasmModule loops = new StorageGuest { Before = Loop, After = Loop }
            .ToModule("loops")
            .WithSettings(new ModuleSettings { MaxExecutionTimeMs = LimitMs });
        foreach ((CallPath path, AttachPoint point) in Ways)
        {
            using WasmRuntime runtime = new(Options with { CallPath = path });
            await runtime.PrepareAsync(loops);
            for (int i = 0; i < 2; i++)
            {
                long start = Stopwatch.GetTimestamp();
                ExecutionFailure failure = (await Call(runtime, loops, point)).Failure!;
                Assert.Equal((FailureStage.Call, FailureCause.Timeout, LimitMs), (failure.Stage, failure.Cause, failure.TimeoutMs));
                Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, LimitMs, Eventually.Limit.TotalMilliseconds);
            }
        }
    }

    [Fact]
    public async Task A_trap_is_told_by_its_kind()
    {
        foreach (ExecutionFailure failure in await FailEverywhere("unreachable"))
        {
            Assert.Equal((FailureStage.Call, "Trap(Unreachable)"), (failure.Stage, failure.CauseText));
        }
    }

    [Fact]
    public async Task A_recursion_uses_up_the_guests_stack_only()
    {
        const string Deeper =
            "(func $deeper (param i32) (result i32) (i32.add (call $deeper (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))";
        foreach (ExecutionFailure failure in await FailEverywhere("(call $deeper (i32.const 0))", new StorageGuest { Core = Deeper }))
        {
            Assert.Equal(FailureCause.StackExhausted, failure.Cause);
        }
    }

    [Theory]
    [InlineData("(i32.const 0x7fffff00)")]
    [InlineData("(i32.const 17)")]
    public async Task An_answer_that_is_nowhere_is_an_invalid_result(string body)
    {
        foreach (ExecutionFailure failure in await FailEverywhere(body))
        {
            Assert.Equal((FailureStage.Call, FailureCause.InvalidResult), (failure.Stage, failure.Cause));
        }
    }

    [Theory]
    [InlineData(100, 1, OneColumn + " (i32.store8 (i32.const 200) (i32.const 0xff))")]
    [InlineData(100, 1, "(i32.store (i32.const 100) (i32.const 0x7fffff00)) (i32.store (i32.const 104) (i32.const 1))")]
    [InlineData(100, 1, "(i32.store (i32.const 108) (i32.const 200)) (i32.store (i32.const 112) (i32.const 0x7fffffff))")]
    [InlineData(101, 1, OneColumn)]
    [InlineData(100, 0x7fffffff, OneColumn)]
    [InlineData(0x7fffff00, 1, OneColumn)]
    public async Task Columns_that_cannot_be_read_are_an_invalid_result(int address, int count, string store)
    {
        foreach ((CallPath path, AttachPoint point) in Ways)
        {
            ExecutionFailure failure = await Fail(Columns(point, address, count, store), path, point);
            Assert.True(
                (FailureStage.Call, FailureCause.InvalidResult) == (failure.Stage, failure.Cause),
                $"{path} {point} {failure}\n{failure.NativeMessage}"
            );
        }
    }

    [Theory]
    [InlineData("(i32.store8 (i32.const 16) (i32.const 9)) (i32.const 16)")]
    [InlineData(
        "(i32.store8 (i32.const 16) (i32.const 1)) (i32.store (i32.const 20) (i32.const 200)) (i32.store (i32.const 24) (i32.const 1)) "
            + "(i32.store8 (i32.const 200) (i32.const 0xc3)) (i32.const 16)"
    )]
    [InlineData(
        "(i32.store8 (i32.const 16) (i32.const 1)) (i32.store (i32.const 20) (i32.const -1)) (i32.store (i32.const 24) (i32.const 1)) "
            + "(i32.const 16)"
    )]
    public async Task A_decision_that_cannot_be_read_is_an_invalid_result(string body)
    {
        foreach (CallPath path in Enum.GetValues<CallPath>())
        {
            ExecutionFailure failure = await Fail(new StorageGuest { Before = body }, path, AttachPoint.StorageBefore);
            Assert.Equal((FailureStage.Call, FailureCause.InvalidResult), (failure.Stage, failure.Cause));
        }
    }

    [Theory]
    [InlineData("(i32.const 0x7ffffff0)")]
    [InlineData("(i32.const -1)")]
    public async Task An_allocation_out_of_range_is_an_invalid_result(string realloc)
    {
        foreach (ExecutionFailure failure in await FailEverywhere(StorageGuest.Nothing, new StorageGuest { Realloc = realloc }))
        {
            Assert.Equal((FailureStage.Call, FailureCause.InvalidResult), (failure.Stage, failure.Cause));
        }
    }

    [Fact]
    public async Task Columns_of_the_limit_are_taken_and_one_byte_more_is_too_large()
    {
        const int Limit = 1024;
        foreach ((CallPath path, AttachPoint point) in Ways)
        {
            using WasmRuntime runtime = new(Options with { CallPath = path, MaxHeaderBytes = Limit });
            ColumnsAnswer whole = Assert.IsType<ColumnsAnswer>(
                (await Call(runtime, OneLong(point, Limit - 32 - 1).ToModule("whole"), point)).Answer
            );
            Assert.Equal([new ExtraColumn("c", new string('c', Limit - 33))], whole.Columns);
            ExecutionFailure failure = (await Call(runtime, OneLong(point, Limit - 32).ToModule("more"), point)).Failure!;
            Assert.Equal((FailureStage.Decode, FailureCause.OutputTooLarge), (failure.Stage, failure.Cause));
            Assert.Contains("1024 bytes allowed", failure.Message, StringComparison.Ordinal);
        }

        static StorageGuest OneLong(AttachPoint point, int length) =>
            Columns(
                point,
                100,
                1,
                $"{OneColumn} (i32.store (i32.const 108) (i32.const 200)) (i32.store (i32.const 112) (i32.const {length})) "
                    + "(memory.fill (i32.const 200) (i32.const 99) (i32.const 2000))"
            );
    }

    [Fact]
    public async Task A_reason_above_the_limit_is_too_large()
    {
        const string Body =
            "(i32.store8 (i32.const 16) (i32.const 1)) (i32.store (i32.const 20) (i32.const 200)) (i32.store (i32.const 24) "
            + "(i32.const 1025)) (i32.const 16)";
        foreach (CallPath path in Enum.GetValues<CallPath>())
        {
            using WasmRuntime runtime = new(Options with { CallPath = path, MaxHeaderBytes = 1024 });
            ExecutionFailure failure = (
                await Call(runtime, new StorageGuest { Before = Body }.ToModule("talks"), AttachPoint.StorageBefore)
            ).Failure!;
            Assert.Equal((FailureStage.Decode, FailureCause.OutputTooLarge), (failure.Stage, failure.Cause));
        }
    }

    /// <summary>On the dynamic path Wasmtime's own limit on copied values can strike first.</summary>
    [Theory]
    [InlineData(CallPath.Bridge, 1_000_000)]
    [InlineData(CallPath.Dynamic, 100_000)]
    public async Task A_great_many_empty_columns_are_too_large(CallPath path, int count)
    {
        foreach (AttachPoint point in (AttachPoint[])[AttachPoint.StorageBefore, AttachPoint.StorageAfter])
        {
            StorageGuest guest = Columns(point, 0x10000, count, "") with { Memory = """(memory (export "memory") 260)""" };
            ExecutionFailure failure = await Fail(guest, path, point);
            Assert.Equal((FailureStage.Decode, FailureCause.OutputTooLarge), (failure.Stage, failure.Cause));
        }
    }

    [Fact]
    public async Task Overlapping_columns_that_expand_without_end_are_too_large()
    {
        // All bytes are 1, so every column's name and value is the same 16 MB of memory.
        foreach ((CallPath path, AttachPoint point) in Ways)
        {
            StorageGuest guest = Columns(
                point,
                0x10000,
                1_000_000,
                "(memory.fill (i32.const 0x10000) (i32.const 1) (i32.const 0x2400000))"
            ) with
            {
                Memory = """(memory (export "memory") 600)""",
            };
            ExecutionFailure failure = await Fail(guest, path, point);

            // The adapter counts before anything is lifted; as values, Wasmtime gives up while it lifts.
            FailureStage stage = path == CallPath.Bridge ? FailureStage.Decode : FailureStage.Call;
            Assert.True(
                (stage, FailureCause.OutputTooLarge) == (failure.Stage, failure.Cause),
                $"{path} {point} {failure}\n{failure.NativeMessage}"
            );
        }
    }

    /// <summary>Nine columns of 33 MB, which are the same memory: none is lifted.</summary>
    [Fact]
    public async Task Columns_of_more_bytes_than_the_memory_has_are_too_large()
    {
        StorageGuest guest = Columns(
            AttachPoint.StorageBefore,
            100,
            9,
            string.Concat(
                Enumerable
                    .Range(0, 9)
                    .Select(i =>
                        $"(i32.store (i32.const {100 + (16 * i)}) (i32.const 4096)) (i32.store (i32.const {104 + (16 * i)}) "
                        + "(i32.const 33000000))"
                    )
            )
        ) with
        {
            Memory = """(memory (export "memory") 600)""",
        };
        using WasmRuntime runtime = new(Options with { MaxMemoryPages = 8192, PoolSize = 4, MaxExecutionTimeMs = 30_000 });
        ExecutionFailure failure = (await Call(runtime, guest.ToModule("far"), AttachPoint.StorageBefore)).Failure!;
        Assert.True(
            (FailureStage.Decode, FailureCause.OutputTooLarge) == (failure.Stage, failure.Cause),
            $"{failure}\n{failure.NativeMessage}"
        );
    }

    private static async Task<List<ExecutionFailure>> FailEverywhere(string body, StorageGuest? guest = null)
    {
        List<ExecutionFailure> failures = [];
        foreach ((CallPath path, AttachPoint point) in Ways)
        {
            failures.Add(await Fail((guest ?? new StorageGuest()) with { Before = body, After = body }, path, point));
        }

        return failures;
    }

    /// <summary>Calls a hook that must fail, between calls of another that must not.</summary>
    private static async Task<ExecutionFailure> Fail(StorageGuest guest, CallPath path, AttachPoint point)
    {
        using WasmRuntime runtime = new(Options with { CallPath = path });
        WasmModule good = new StorageGuest().ToModule("good");
        Assert.Null((await Call(runtime, good, point)).Failure);
        ExecutionFailure? failure = (await Call(runtime, guest.ToModule("fails"), point)).Failure;
        Assert.Null((await Call(runtime, good, point)).Failure);
        Assert.NotNull(failure);
        Assert.Equal("fails", failure.Module);
        return failure;
    }

    private static async Task<ExecutionResult> Call(WasmRuntime runtime, WasmModule module, AttachPoint point)
    {
        ContextEntry[] context = [new("tenant_id", "t")];
        return await runtime.ExecuteAsync(
            module,
            point,
            point == AttachPoint.StorageBefore
                ? new StorageBeforeInput
                {
                    Operation = StorageOperation.CreateItem,
                    Context = context,
                    Payload = JsonText.Null,
                }
                : new StorageAfterInput
                {
                    Operation = StorageOperation.CreateItem,
                    Context = context,
                    Payload = JsonText.Null,
                    Result = JsonText.Null,
                    Extra = [new("a", "b")],
                }
        );
    }

    /// <summary>A hook that gives so many columns from an address.</summary>
    private static StorageGuest Columns(AttachPoint point, int address, int count, string store)
    {
        int at = point == AttachPoint.StorageBefore ? 20 : 16;
        string body =
            $"{store} (i32.store (i32.const {at}) (i32.const {address})) (i32.store (i32.const {at + 4}) (i32.const {count})) "
            + "(i32.const 16)";
        return new StorageGuest { Before = body, After = body };
    }
}
