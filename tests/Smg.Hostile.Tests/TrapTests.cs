using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>Guests that trap: each failure names its kind.</summary>
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
        Assert.Equal(
            (FailureStage.Instantiate, FailureCause.InstanceCreateFailed, TrapKind.Unreachable),
            (failure.Stage, failure.Cause, failure.Trap)
        );
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

    /// <summary>
    /// Each argument of the C++ name repeats the one before twice: demangled, its 220 bytes are 71 million, and 40 more a thousand times
    /// that.
    /// </summary>
    [Theory]
    [InlineData(CallPath.Bridge, true)]
    [InlineData(CallPath.Bridge, false)]
    [InlineData(CallPath.Dynamic, false)]
    public async Task A_function_whose_name_stands_for_a_much_longer_one_costs_nothing_when_it_traps(CallPath path, bool directMemory)
    {
        string name = "_Z1f1AIiiE" + string.Concat(Enumerable.Range(0, 20).Select(i => $"S_IS{Digit(i)}_S{Digit(i)}_E"));
        ExecutionFailure failure = await Fail(
            new WatGuest { OnRequest = "(call $bad) (i32.const 16)", Core = $"(func $bad (@name \"{name}\") unreachable)" },
            Options with
            {
                CallPath = path,
                DirectMemory = directMemory,
            }
        );
        Assert.Equal("Trap(Unreachable)", failure.CauseText);
        Assert.InRange(failure.NativeMessage!.Length, 1, 10_000);

        static char Digit(int value) => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value];
    }

    [Theory]
    [InlineData("smg-bridge-memory")]
    [InlineData("smg-bridge-code")]
    [InlineData("smg-bridge-graft")]
    public async Task A_guest_that_goes_by_the_bridges_name_traps_like_any_other(string name)
    {
        string text = new WatGuest { OnRequest = "(call $inner) (i32.const 16)", Core = "(func $inner unreachable)" }
            .ToText()
            .Replace("(core module $m", $"(core module $m (@name \"{name}\")", StringComparison.Ordinal);
        ExecutionFailure failure = await Fail(WasmModule.FromBytes("forges", WatGuest.Parse(text)));
        Assert.Equal((FailureStage.Call, "Trap(Unreachable)"), (failure.Stage, failure.CauseText));
    }
}
