using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Tests.Compilation;

/// <summary>Which guests become a core module of their own.</summary>
public sealed class DirectComposerTests
{
    [Theory]
    [InlineData("minimal")]
    [InlineData("auth")]
    [InlineData("logging")]
    [InlineData("rate-limit")]
    [InlineData("body-rewrite")]
    [InlineData("redact-events")]
    public void A_guest_that_imports_nothing_does(string guest) => Assert.NotNull(Compose(BuiltGuests.Load(guest)));

    [Theory]
    [InlineData("js-auth")]
    [InlineData("js-rewrite")]
    [InlineData("storage-tenant")]
    public void A_guest_that_needs_its_component_does_not(string guest) => Assert.Null(Compose(BuiltGuests.Load(guest)));

    [Fact]
    public void A_guest_with_a_start_function_does() =>
        Assert.NotNull(Compose(new WatGuest { Core = "(func $init) (start $init)" }.ToModule("guest")));

    [Fact]
    public void A_component_around_code_that_the_guest_does_not_use_stays() =>
        Assert.Null(
            Compose(
                new WatGuest
                {
                    Component =
                        "(component $other (core module $n (func $init unreachable) (start $init)) (core instance (instantiate $n))) "
                        + "(instance (instantiate $other))",
                }.ToModule("guest")
            )
        );

    [Fact]
    public void A_guest_of_two_core_modules_stays() =>
        Assert.Null(Compose(new WatGuest { Component = "(core module $n) (core instance (instantiate $n))" }.ToModule("guest")));

    [Fact]
    public void A_large_guest_stays() =>
        Assert.Null(
            Compose(
                new WatGuest
                {
                    Core = $"(data (i32.const 8192) \"{new string('x', 1 << 20)}\")",
                    Memory = """(memory (export "memory") 20)""",
                }.ToModule("guest")
            )
        );

    private static byte[]? Compose(WasmModule guest)
    {
        Assert.True(AdapterComposer.TryCompose(guest.Memory, out byte[]? adapted, out string? reason), reason);
        return DirectComposer.TryCompose(adapted, withReset: false);
    }
}
