using CsCheck;
using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Adapters;

/// <summary>Which guests get the adapter, and what happens to the others.</summary>
public sealed class AdapterTests
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 16,
        CompileGuard = CompileGuard.None,
        OptimizationLevel = OptimizationLevel.None,
    };

    [Theory]
    [InlineData("minimal")]
    [InlineData("auth")]
    [InlineData("logging")]
    [InlineData("body-rewrite")]
    [InlineData("echo")]
    public void Guests_in_C_get_the_adapter(string name) => Assert.Equal(BridgeForm.Adapted, FormOf(BuiltGuests.Load(name), Options));

    /// <summary>What they export are functions of a component nested in theirs.</summary>
    [Theory]
    [InlineData("js-auth")]
    [InlineData("js-rewrite")]
    public void Guests_in_JavaScript_get_the_adapter(string name) =>
        Assert.Equal(BridgeForm.Adapted, FormOf(BuiltGuests.Load(name), Options));

    [Fact]
    public void A_guest_whose_instance_is_used_again_gets_the_adapter() =>
        Assert.Equal(BridgeForm.Adapted, FormOf(BuiltGuests.Load("echo"), Options with { InstanceUses = 2 }));

    [Theory]
    [InlineData("storage-echo")]
    [InlineData("storage-tenant")]
    public void Storage_hooks_get_the_adapter(string name) => Assert.Equal(BridgeForm.Adapted, FormOf(BuiltGuests.Load(name), Options));

    [Fact]
    public void A_guest_that_exports_a_name_of_the_adapter_goes_without_it()
    {
        const string Export =
            """(component $none) (instance $nothing (instantiate $none)) (export "smg-adapter-on-request-image" (instance $nothing))""";
        string text = $"{new WatGuest().ToText().TrimEnd()[..^1]}{Export})";
        Assert.Equal(BridgeForm.None, FormOf(WasmModule.FromBytes("named", WatGuest.Parse(text)), Options));
    }

    [Theory]
    [InlineData(2_796_202, true)]
    [InlineData(2_796_203, false)]
    public async Task A_guest_without_the_adapter_registers_where_its_bodies_are_enough(int maxBodySize, bool isEnough)
    {
        const string Export =
            """(component $none) (instance $nothing (instantiate $none)) (export "smg-adapter-mine" (instance $nothing))""";
        using WasmRuntime runtime = new(Options with { MaxBodySize = maxBodySize });
        RegistrationResult result = await new ModuleManager(runtime).RegisterBytesAsync(
            new ModuleRegistration("limited", [AttachPoint.OnRequest]),
            WatGuest.Parse($"{new WatGuest().ToText().TrimEnd()[..^1]}{Export})")
        );
        Assert.Equal(isEnough, result.Module is not null);
        if (!isEnough)
        {
            Assert.Equal(RegistrationError.BodyLimit, result.Error);
            Assert.Contains("2796202", result.Message, StringComparison.Ordinal);
            Assert.Contains("smg-adapter-mine", result.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_chain_of_aliases_without_end_is_refused_without_an_exception()
    {
        string chain = string.Concat(
            Enumerable
                .Range(0, 20_000)
                .Select(i =>
                    $"(instance $i{i + 1} (export \"on-request\" (func $f{i}))) (alias export $i{i + 1} \"on-request\" (func $f{i + 1}))\n"
                )
        );
        string text = new WatGuest()
            .ToText()
            .Replace(
                "(instance $req (export \"on-request\" (func $on-request)))",
                $"(alias export $i0 \"on-request\" (func $f0))\n{chain}(instance $req (export \"on-request\" (func $f20000)))",
                StringComparison.Ordinal
            )
            .Replace(
                "(alias export $i0",
                "(instance $i0 (export \"on-request\" (func $on-request))) (alias export $i0",
                StringComparison.Ordinal
            );
        Assert.False(AdapterComposer.TryCompose(WatGuest.Parse(text), out _, out string? reason));
        Assert.Contains("more than 500", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guest_keeps_its_own_exports()
    {
        using EngineHost host = new(Options, new CompileCounter());
        using CompiledComponent component = host.Compiler.Compile(BuiltGuests.Load("echo"), out _)!;
        Assert.NotNull(component.Component.FindExport(MiddlewareContracts.OnRequest.Interface, "on-request"));
        Assert.Null(component.TypeDifference(AttachPoint.OnRequest));
    }

    [Fact]
    public void The_guests_bytes_come_first_and_are_not_changed()
    {
        byte[] guest = BuiltGuests.Load("echo").Bytes.ToArray();
        Assert.True(AdapterComposer.TryCompose(guest, out byte[]? composed, out string? reason), reason);
        Assert.True(composed.AsSpan(0, guest.Length).SequenceEqual(guest));
    }

    [Fact]
    public void Every_truncation_of_a_guest_is_refused_without_an_exception()
    {
        byte[] guest = Guests.EchoesBody.Bytes.ToArray();
        for (int length = 8; length < guest.Length; length++)
        {
            if (AdapterComposer.TryCompose(guest.AsMemory(0, length), out byte[]? composed, out string? reason))
            {
                Assert.NotEmpty(composed);
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
        Gen.Select(Gen.Int[8, guest.Length - 1], Gen.Byte)
            .Sample(
                change =>
                {
                    byte[] changed = [.. guest];
                    changed[change.Item1] = change.Item2;
                    return AdapterComposer.TryCompose(changed, out byte[]? composed, out string? reason)
                        ? composed.Length > guest.Length
                        : reason.Length > 0;
                },
                iter: 5_000
            );
    }

    private static BridgeForm FormOf(WasmModule module, WasmRuntimeOptions options)
    {
        using EngineHost host = new(options, new CompileCounter());
        using CompiledComponent component = host.Compiler.Compile(module, out _)!;
        return component.Form;
    }
}
