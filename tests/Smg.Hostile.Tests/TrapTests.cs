using Smg.Wasm.Failures;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>Guests that trap: each is told by its kind.</summary>
[Trait("Category", "Hostile")]
public sealed class TrapTests
{
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

    [Fact]
    public async Task An_unreachable_instruction_is_told()
    {
        ExecutionFailure failure = await Fail(new WatGuest { OnRequest = "unreachable" });
        Assert.Equal((FailureStage.Call, "Trap(Unreachable)"), (failure.Stage, failure.CauseText));
    }

    [Fact]
    public async Task A_trap_in_realloc_is_told()
    {
        ExecutionFailure failure = await Fail(new WatGuest { Realloc = "unreachable" });
        Assert.Equal((FailureStage.Call, "Trap(Unreachable)"), (failure.Stage, failure.CauseText));
    }

    [Fact]
    public async Task A_trap_in_post_return_is_told()
    {
        ExecutionFailure failure = await Fail(new WatGuest { PostReturn = "unreachable" });
        Assert.Equal((FailureStage.Call, "Trap(Unreachable)"), (failure.Stage, failure.CauseText));
    }
}
