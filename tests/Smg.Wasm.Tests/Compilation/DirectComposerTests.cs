using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Linking;
using Smg.Wasm.Modules;
using Smg.Wasm.Tests.Execution;

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
    public void A_guest_that_imports_nothing_does(string guest) => Assert.True(Compose(BuiltGuests.Load(guest))?.IsWhole);

    [Theory]
    [InlineData("js-auth", true)]
    [InlineData("js-rewrite", false)]
    public void A_guest_whose_imports_are_outside_of_it_does_without_them(string guest, bool importsTypes)
    {
        WasmModule module = BuiltGuests.Load(guest);
        foreach (ReadOnlyMemory<byte> form in (ReadOnlyMemory<byte>[])[module.Memory, ComponentLinker.Link(module.Memory).Linked])
        {
            Assert.False(Compose(form, importsTypes)?.IsWhole);
            Assert.Null(Compose(form, importsTypes, links: false));
        }
    }

    [Fact]
    public void A_guest_that_serves_no_messages_does_not() => Assert.Null(Compose(BuiltGuests.Load("storage-tenant")));

    [Fact]
    public void A_guest_with_a_start_function_does() =>
        Assert.True(Compose(new WatGuest { Core = "(func $init) (start $init)" }.ToModule("guest"))?.IsWhole);

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
    public void A_guest_of_two_core_modules_does_where_those_may_be_linked()
    {
        WasmModule guest = new WatGuest { Component = "(core module $n) (core instance (instantiate $n))" }.ToModule("guest");
        Assert.False(Compose(guest)?.IsWhole);
        Assert.Null(Compose(guest.Memory, links: false));
    }

    /// <summary>What runs when one of several modules is instantiated could see what the others write later.</summary>
    [Theory]
    [InlineData("(core module $d) (core instance (instantiate $d))", true)]
    [InlineData("""(core module $d (memory 1) (data "x")) (core instance (instantiate $d))""", true)]
    [InlineData("""(core module $d (memory 1) (data (i32.const 0) "x")) (core instance (instantiate $d))""", false)]
    [InlineData("(core module $d (table 1 funcref) (elem (i32.const 0) $f) (func $f)) (core instance (instantiate $d))", false)]
    public void A_guest_of_several_core_modules_with_a_start_function_does_where_nothing_is_written_behind_it(string after, bool isComposed)
    {
        WasmModule guest = new WatGuest
        {
            Component = $"(core module $n (func $s) (start $s)) (core instance (instantiate $n)) {after}",
        }.ToModule("guest");
        Assert.Equal(isComposed, Compose(guest) is { IsWhole: false });
    }

    [Fact]
    public void A_guest_beside_a_component_that_is_made_before_it_does() =>
        Assert.False(Compose(NestedGuests.Beside(NestedGuests.Stub, made: "(instance (instantiate $stub))"))?.IsWhole);

    [Theory]
    [InlineData(NestedGuests.Stub, "", "(instance (instantiate $stub))")]
    [InlineData("", "", "(core module $n) (core instance (instantiate $n))")]
    [InlineData("", "(core module $n) (core instance (instantiate $n))", "")]
    [InlineData("", NestedGuests.MadeAgain, "")]
    public void A_guest_beside_what_could_call_it_stays(string beside, string made, string after) =>
        Assert.Null(Compose(NestedGuests.Beside(beside, made, after)));

    /// <summary>What runs beside the guest before it is there could do another thing each time, where the host offers functions.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_guest_beside_a_component_with_imports_needs_one_that_imports_nothing(bool importsTypes, bool isComposed)
    {
        WasmModule guest = NestedGuests.Beside(
            """
            (component $stub (import "f" (func)) (core module $n (func $s) (start $s)) (core instance (instantiate $n)))
            (component $other (core module $n (func (export "f"))) (core instance $i (instantiate $n))
              (func (export "f") (canon lift (core func $i "f"))))
            """,
            """(instance $o (instantiate $other)) (instance (instantiate $stub (with "f" (func $o "f"))))"""
        );
        Assert.Equal(isComposed, Compose(guest.Memory, importsTypes) is not null);
    }

    [Theory]
    [MemberData(nameof(NestedGuests.Touching), MemberType = typeof(NestedGuests))]
    public void A_guest_that_something_calls_before_the_host_stays(string beside, string after, string arguments, string component) =>
        Assert.Null(Compose(NestedGuests.Beside(beside, "", after, NestedGuests.Touched(component), arguments)));

    /// <summary>A component beside the guest that has no code calls the host with that of another, which has no imports.</summary>
    [Fact]
    public void A_guest_beside_components_that_call_the_host_together_stays() =>
        Assert.Null(
            Compose(
                NestedGuests
                    .Beside(
                        $"""
                        (component $lib {NestedGuests.Toucher} (export "code" (component $toucher)))
                        (component $w (import "touch" (func $r))
                          (import "lib" (instance $lib (export "code" (component (import "touch" (func))))))
                          (alias export $lib "code" (component $tt)) (instance (instantiate $tt (with "touch" (func $r)))))
                        (import "host" (func $host))
                        """,
                        """
                        (instance $l (instantiate $lib))
                        (instance (instantiate $w (with "touch" (func $host)) (with "lib" (instance $l))))
                        """
                    )
                    .Memory,
                importsTypes: false
            )
        );

    /// <summary>A module would be in the merged one as often as it is instantiated: a small file would become a large one.</summary>
    [Fact]
    public void A_guest_with_a_core_module_that_is_instantiated_twice_stays() =>
        Assert.Null(
            Compose(
                new WatGuest { Component = "(core module $n) (core instance (instantiate $n)) (core instance (instantiate $n))" }.ToModule(
                    "guest"
                )
            )
        );

    [Fact]
    public void A_large_guest_stays() =>
        Assert.Null(
            Compose(
                new WatGuest
                {
                    Core = $"(data (i32.const 8192) \"{new string('x', 4 << 20)}\")",
                    Memory = """(memory (export "memory") 80)""",
                }.ToModule("guest")
            )
        );

    private static DirectModule? Compose(WasmModule guest) => Compose(guest.Memory);

    private static DirectModule? Compose(ReadOnlyMemory<byte> guest, bool importsTypes = true, bool links = true)
    {
        Assert.True(AdapterComposer.TryCompose(guest, out byte[]? adapted, out string? reason), reason);
        return DirectGuest.TryRead(adapted, importsTypes, links, out _) is { } direct
            ? DirectComposer.Compose(direct, withReset: false).Module
            : null;
    }
}
