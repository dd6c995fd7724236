namespace Smg.Wasm.Interop.Tests;

public sealed class NativeErrorTests
{
    [Fact]
    public void The_root_cause_is_the_last_line_without_its_number() =>
        Assert.Equal(
            "wasm trap: x",
            new NativeError("error while executing\n\nCaused by:\n    0: first\n    1: wasm trap: x", null).RootCause
        );

    [Theory]
    [InlineData("error\n\nCaused by:\n    wasm trap: integer divide by zero", "integer divide by zero")]
    [InlineData("no such thing", null)]
    public void A_trap_is_told_by_its_mark(string message, string? trap) => Assert.Equal(trap, new NativeError(message, null).Trap);
}
