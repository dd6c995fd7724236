using CsCheck;
using Smg.Wasm.Bridge;
using Smg.Wasm.Compilation;
using Smg.Wasm.Engines;
using Smg.Wasm.Middleware;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Bridge;

/// <summary>The bridge in the guest's own memory: who gets it, and that whoever does not still gets the other.</summary>
public sealed class GraftTests
{
    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 16 };

    [Theory]
    [InlineData("minimal")]
    [InlineData("auth")]
    [InlineData("logging")]
    [InlineData("body-rewrite")]
    [InlineData("echo")]
    public void Guests_in_C_are_grafted(string name) => Assert.Equal(BridgeForm.Grafted, FormOf(BuiltGuests.Load(name), Options));

    /// <summary>What they export are functions of a component nested in theirs.</summary>
    [Theory]
    [InlineData("js-auth")]
    [InlineData("js-rewrite")]
    public void Guests_in_JavaScript_are_wrapped(string name) => Assert.Equal(BridgeForm.Wrapped, FormOf(BuiltGuests.Load(name), Options));

    [Fact]
    public void A_guest_whose_instance_is_used_again_is_wrapped() => Assert.Equal(BridgeForm.Wrapped, FormOf(BuiltGuests.Load("echo"), Options with { InstanceUses = 2 }));

    [Fact]
    public void A_storage_hook_is_wrapped()
        => Assert.Equal(BridgeForm.Wrapped, FormOf(new StorageGuest { Before = StorageGuest.Nothing, After = null }.ToModule("hook"), Options));

    [Fact]
    public void A_guest_that_exports_a_name_of_the_bridge_is_wrapped()
    {
        const string Export = """(component $none) (instance $nothing (instantiate $none)) (export "take-action" (instance $nothing))""";
        string text = $"{new WatGuest().ToText().TrimEnd()[..^1]}{Export})";
        Assert.Equal(BridgeForm.Wrapped, FormOf(WasmModule.FromBytes("named", WatGuest.Parse(text)), Options));
    }

    [Fact]
    public void A_guest_keeps_its_own_exports()
    {
        using EngineHost host = new(Options, new CompileCounter());
        using CompiledComponent component = host.Compiler.Compile(BuiltGuests.Load("echo"), out _)!;
        Assert.NotNull(component.Component.FindExport(WitFunctions.Interface(AttachPoint.OnRequest), "on-request"));
        Assert.Null(component.TypeDifference(AttachPoint.OnRequest));
    }

    [Fact]
    public void The_guests_bytes_come_first_and_are_not_changed()
    {
        byte[] guest = BuiltGuests.Load("echo").Bytes.ToArray();
        Assert.True(GraftComposer.TryCompose(guest, out byte[]? grafted, out string? reason), reason);
        Assert.True(grafted.AsSpan(0, guest.Length).SequenceEqual(guest));
    }

    [Fact]
    public void Every_truncation_of_a_guest_is_refused_without_an_exception()
    {
        byte[] guest = Guests.EchoesBody.Bytes.ToArray();
        for (int length = 8; length < guest.Length; length++)
        {
            if (GraftComposer.TryCompose(guest.AsMemory(0, length), out byte[]? grafted, out string? reason))
            {
                Assert.NotEmpty(grafted);
            }
            else
            {
                Assert.NotEmpty(reason);
            }
        }
    }

    /// <summary>The reader meets any bytes before the validator does.</summary>
    [Fact]
    public void A_guest_with_any_byte_changed_is_read_or_refused_without_another_exception()
    {
        byte[] guest = BuiltGuests.Load("echo").Bytes.ToArray();
        Gen.Select(Gen.Int[8, guest.Length - 1], Gen.Byte).Sample(
            change =>
            {
                byte[] changed = [.. guest];
                changed[change.Item1] = change.Item2;
                return GraftComposer.TryCompose(changed, out byte[]? grafted, out string? reason) ? grafted.Length > guest.Length : reason.Length > 0;
            },
            iter: 5_000);
    }

    private static BridgeForm FormOf(WasmModule module, WasmRuntimeOptions options)
    {
        using EngineHost host = new(options, new CompileCounter());
        using CompiledComponent component = host.Compiler.Compile(module, out _)!;
        return component.Form;
    }
}
