using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using static Smg.Hostile.Tests.Provocation;

namespace Smg.Hostile.Tests;

/// <summary>Guests that end themselves as a program would.</summary>
[Trait("Category", "Hostile")]
public sealed class ExitTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_guest_that_exits_ends_its_call_alone(int status)
    {
        ExecutionFailure failure = await Fail(Exits($"(call $exit (i32.const {status})) unreachable", core: ""));
        Assert.Equal((FailureStage.Call, FailureCause.GuestExit, status), (failure.Stage, failure.Cause, failure.ExitStatus));
        Assert.Equal($"GuestExit({status})", failure.CauseText);
    }

    [Fact]
    public async Task A_guest_that_exits_in_its_start_function_ends_its_call_alone()
    {
        ExecutionFailure failure = await Fail(Exits(WatGuest.Continue, "(func $s (call $exit (i32.const 1))) (start $s)"));
        Assert.Equal((FailureStage.Instantiate, FailureCause.GuestExit, 1), (failure.Stage, failure.Cause, failure.ExitStatus));
    }

    private static WasmModule Exits(string body, string core)
    {
        const string Imports = """
            (import "wasi:cli/exit@0.2.0" (instance $cli (export "exit" (func (param "status" (result))))))
            (core func $exit (canon lower (func $cli "exit")))
            (core instance $i (instantiate $m (with "h" (instance (export "exit" (func $exit))))))
            """;
        WatGuest guest = new()
        {
            Memory = """(import "h" "exit" (func $exit (param i32))) (memory (export "memory") 1)""",
            OnRequest = body,
            Core = core,
        };
        return WasmModule.FromBytes(
            "exits",
            WatGuest.Parse(guest.ToText().Replace("(core instance $i (instantiate $m))", Imports, StringComparison.Ordinal))
        );
    }
}
