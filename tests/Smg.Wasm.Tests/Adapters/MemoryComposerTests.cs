using CsCheck;
using Smg.Wasm.Adapters;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Fixtures.CanonicalAbi;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Adapters;

public sealed class MemoryComposerTests
{
    private const int Pages = 8;
    private const int BeyondWritten = 3 << 16;

    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 4, MaxMemoryPages = 12 };

    [Fact]
    public void Sizes_and_results_of_growth_are_those_of_the_guest_as_written()
    {
        using WasmRuntime runtime = new(Options);
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 16], Gen.OneOf(Gen.Int[0, 6], Gen.Const(-1), Gen.Int[10, 70_000]).Array[1, 8])
            .Sample(
                (min, room, steps) =>
                {
                    string max = room == 16 ? "" : $" {min + room}";
                    WasmModule module = new WatGuest
                    {
                        Memory = $"""(memory (export "memory") {min}{max})""",
                        Core = "(global $hash (mut i32) (i32.const 17))",
                        OnRequest =
                            string.Concat(steps.Select(step => Mix($"(memory.grow (i32.const {step}))") + Mix("(memory.size)")))
                            + "(i32.store8 (i32.const 64) (i32.const 1)) (i32.store16 (i32.const 68) (i32.add (i32.const 400) "
                            + "(i32.rem_u (global.get $hash) (i32.const 199)))) (i32.const 64)",
                    }.ToModule("grower");
                    ExecutionResult written = Run(runtime, module);
                    ExecutionResult pregrown = Run(runtime, module.WithInitialPages(Pages));
                    Assert.True(written.Succeeded);

                    // A memory whose own maximum leaves no room has no such form.
                    if (pregrown.Failure is { } failure)
                    {
                        Assert.True(room == 0, failure.ToString());
                        return;
                    }

                    Assert.Equal(written.Answer, pregrown.Answer);
                },
                iter: 40,
                threads: 1
            );
    }

    public static TheoryData<string> ShippedGuests =>
        ["auth", "body-rewrite", "echo", "js-auth", "js-rewrite", "logging", "minimal", "rate-limit", "redact-events", "spin"];

    [Theory]
    [MemberData(nameof(ShippedGuests))]
    public void A_guest_of_a_real_toolchain_can_begin_with_more_pages(string name)
    {
        WasmModule module = BuiltGuests.Load(name);
        Assert.True(MemoryComposer.TryCompose(module.Bytes.ToArray(), pages: 0, out _));
        Assert.True(MemoryComposer.TryCompose(module.Bytes.ToArray(), pages: 400, out ComposedGuest? composed));
        Assert.NotNull(composed.Pages);
    }

    [Fact]
    public void A_guest_in_Python_can_begin_with_more_pages() =>
        Assert.True(MemoryComposer.TryCompose(AbiGuests.LoadPython().Bytes.ToArray(), pages: 2000, out _));

    /// <summary>What is left as it is written, byte for byte.</summary>
    public static TheoryData<string, string> GuestsThatStay =>
        new()
        {
            { "no instruction grows the memory", new WatGuest { Realloc = "(i32.const 4096)" }.ToText() },
            { "the memory cannot grow", new WatGuest { Memory = """(memory (export "memory") 2 2)""" }.ToText() },
            {
                "another instance asks for its size",
                WithSecondInstance(
                    "(func (export \"f\") (result i32) (memory.size))",
                    "(core instance (instantiate $second (with \"m\" (instance $i))))"
                )
            },
            {
                "another instance grows it",
                WithSecondInstance(
                    "(func (export \"f\") (result i32) (memory.grow (i32.const 1)))",
                    "(core instance (instantiate $second (with \"m\" (instance $i))))"
                )
            },
            { "the module is instantiated twice", new WatGuest { Component = "(core instance (instantiate $m))" }.ToText() },
            { "it exports the function's name", new WatGuest { Core = "(func (export \"smg-memory-pages\"))" }.ToText() },
            { "it exports the other function's name", new WatGuest { Core = "(func (export \"smg-memory-size\"))" }.ToText() },
            { "its code has an unknown instruction", new WatGuest { Core = "(func (drop (ref.i31 (i32.const 1))))" }.ToText() },
            { "its types are not all of functions", new WatGuest { Core = "(type (struct))" }.ToText() },
        };

    [Theory]
    [MemberData(nameof(GuestsThatStay))]
    public void A_guest_stays_as_it_is_written_where(string reason, string text)
    {
        byte[] guest = WatGuest.Parse(text);
        Assert.False(MemoryComposer.TryCompose(guest, Pages, out ComposedGuest? composed), reason);
        Assert.Null(composed);
    }

    /// <summary>An instance that uses the memory and does not ask for its size sees nothing of it.</summary>
    [Fact]
    public void A_memory_that_a_second_instance_uses_begins_with_more_pages()
    {
        string text = WithSecondInstance(
            "(func (export \"f\") (result i32) (i32.load (i32.const 0)))",
            "(core instance (instantiate $second (with \"m\" (instance $i))))"
        );
        Assert.True(MemoryComposer.TryCompose(WatGuest.Parse(text), Pages, out _));
    }

    [Fact]
    public void Every_truncation_of_a_guest_is_left_without_an_exception()
    {
        byte[] guest = Guests.EchoesBody.Bytes.ToArray();
        for (int length = 8; length < guest.Length; length++)
        {
            _ = MemoryComposer.TryCompose(guest[..length], Pages, out _);
        }
    }

    /// <summary>The composer meets any bytes before the validator does.</summary>
    [Fact]
    public void A_guest_with_any_byte_changed_is_composed_or_left_without_an_exception()
    {
        byte[] guest = Guests.EchoesBody.Bytes.ToArray();
        byte[] real = BuiltGuests.Load("echo").Bytes.ToArray();
        Gen.Select(Gen.Bool, Gen.Int[8, guest.Length - 1], Gen.Byte)
            .Sample(
                change =>
                {
                    byte[] changed = change.Item1 ? [.. guest] : [.. real];
                    changed[change.Item2] = change.Item3;
                    _ = MemoryComposer.TryCompose(changed, change.Item3 % 2 * Pages, out _);
                },
                iter: 20_000
            );
    }

    [Fact]
    public void What_a_call_writes_past_its_size_is_not_there_for_the_next()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = Leaver().ToModule("leaver");
        WasmModule form = module.WithInitialPages(Pages);
        for (int i = 0; i < 20; i++)
        {
            Assert.Null(Run(runtime, form, "/write-a-secret").Failure);
            Assert.Null(Run(runtime, form, "/").Failure);
        }
    }

    [Fact]
    public void An_access_past_the_written_size_traps_as_written_and_reaches_zeros_in_the_pages_that_are_there()
    {
        using WasmRuntime runtime = new(Options);
        WasmModule module = Leaver().ToModule("leaver");
        Assert.Equal(TrapKind.MemoryOutOfBounds, Run(runtime, module, "/").Failure?.Trap);
        Assert.Null(Run(runtime, module.WithInitialPages(Pages), "/").Failure);
    }

    private static string WithSecondInstance(string core, string component) =>
        new WatGuest { Component = $"""(core module $second (import "m" "memory" (memory 0)) {core}) {component}""" }.ToText();

    private static string Mix(string value) => $"(global.set $hash (i32.add (i32.mul (global.get $hash) (i32.const 31)) {value}))";

    /// <summary>Writes past its size for a long path; else traps where it reads something there.</summary>
    private static WatGuest Leaver() =>
        new()
        {
            OnRequest = $"""
                (if (i32.eqz (memory.size)) (then (drop (memory.grow (i32.const 1)))))
                (if (i32.gt_u (local.get 3) (i32.const 1))
                  (then (memory.fill (i32.const {BeyondWritten}) (i32.const 171) (i32.const 200000)))
                  (else
                    (local.set $i (i32.const {BeyondWritten}))
                    (loop $next
                      (if (i32.load8_u (local.get $i)) (then unreachable))
                      (local.set $i (i32.add (local.get $i) (i32.const 1)))
                      (br_if $next (i32.lt_u (local.get $i) (i32.const {BeyondWritten + 200_000}))))))
                (i32.const 16)
                """,
        };

    private static ExecutionResult Run(WasmRuntime runtime, WasmModule module, string path = "/") =>
        runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request with { Path = path }).AsTask().GetAwaiter().GetResult();
}
