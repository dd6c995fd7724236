using CsCheck;
using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Components;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Wasm.Tests.Adapters;

public sealed class BridgeTests
{
    private static readonly WasmRuntimeOptions Options = new() { PoolSize = 16, OptimizationLevel = OptimizationLevel.None };

    [Theory]
    [InlineData("minimal")]
    [InlineData("auth")]
    [InlineData("echo")]
    [InlineData("js-auth")]
    [InlineData("js-rewrite")]
    public void The_projects_guests_are_bridged(string name)
    {
        using EngineHost host = new(Options, new CompileCounter());
        using CompiledComponent component = host.Compiler.Compile(BuiltGuests.Load(name), out _)!;
        Assert.True(component.IsBridged);
        Assert.NotNull(component.Export(AttachPoint.OnRequest));
        Assert.NotNull(component.Export(AttachPoint.OnResponse));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Storage_hooks_are_bridged_with_the_functions_that_they_have(bool before, bool after)
    {
        WasmModule guest = new StorageGuest
        {
            Before = before ? StorageGuest.Nothing : null,
            After = after ? StorageGuest.Nothing : null,
        }.ToModule("hook");
        using EngineHost host = new(Options, new CompileCounter());
        using CompiledComponent component = host.Compiler.Compile(guest, out _)!;
        Assert.Equal(
            (before, after),
            (component.Find(AttachPoint.StorageBefore)?.Storage is not null, component.Find(AttachPoint.StorageAfter)?.Storage is not null)
        );
    }

    [Fact]
    public async Task A_guest_of_both_worlds_has_both_behind_the_bridge()
    {
        string storage = new StorageGuest { Before = StorageGuest.Nothing, After = null }.ToText();
        string both =
            new WatGuest().ToText().TrimEnd()[..^1]
            + $"""
                (component $hook {storage.TrimStart()["(component".Length..]}
                (instance $hooked (instantiate $hook (with "smg:storage/storage-hook-types" (instance $storage))))
                (alias export $hooked "smg:storage/storage-hook-before" (instance $before))
                (export "smg:storage/storage-hook-before" (instance $before)))
                """;
        string types = storage[
            storage.IndexOf("(type $types", StringComparison.Ordinal)..storage.IndexOf("(alias export $t", StringComparison.Ordinal)
        ]
            .Replace("$types", "$storage-types", StringComparison.Ordinal)
            .Replace("(instance $t ", "(instance $storage ", StringComparison.Ordinal);
        WasmModule module = WasmModule.FromBytes(
            "both",
            WatGuest.Parse(both.Replace("(component\n", $"(component\n{types}\n", StringComparison.Ordinal))
        );
        using WasmRuntime runtime = new(Options);
        Assert.True(AdapterComposer.TryCompose(module.Memory, out _, out string? reason), reason);
        Assert.Null((await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Failure);
        StorageBeforeInput input = new() { Operation = StorageOperation.GetItem, Payload = JsonText.Null };
        Assert.Same(ColumnsAnswer.None, (await runtime.ExecuteAsync(module, AttachPoint.StorageBefore, input)).Answer);
        using EngineHost host = new(Options, new CompileCounter());
        using CompiledComponent component = host.Compiler.Compile(module, out _)!;
        Assert.NotNull(component.Find(AttachPoint.OnRequest)!.Adapter);
        Assert.NotNull(component.Find(AttachPoint.StorageBefore)!.Storage);
    }

    [Fact]
    public void A_guest_with_one_attach_point_has_one_behind_the_bridge()
    {
        using EngineHost host = new(Options, new CompileCounter());
        using CompiledComponent component = host.Compiler.Compile(Guests.Continues, out _)!;
        Assert.True(component.IsBridged);
        Assert.NotNull(component.Export(AttachPoint.OnRequest));
        Assert.Null(component.Export(AttachPoint.OnResponse));
    }

    [Fact]
    public async Task A_guest_whose_imports_come_late_gets_the_adapter()
    {
        // An instance between the imports ends the leading sections.
        byte[] late = WatGuest.Parse(new WatGuest { Component = """(import "more" (instance))""" }.ToText());
        using WasmRuntime runtime = new(Options);
        ModuleManager manager = new(runtime);
        RegisteredModule module = (await manager.RegisterBytesAsync(new ModuleRegistration("late", [AttachPoint.OnRequest]), late)).Module!;
        Assert.Null(module.NotBridgedBecause);
        Assert.True((await runtime.ExecuteAsync(module.Module, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Fact]
    public async Task An_export_with_its_type_beside_it_hides_none_behind_it()
    {
        const string AttachPointExport = "(export \"smg:gateway/middleware-on-request\"";
        string text = new WatGuest()
            .ToText()
            .Replace(AttachPointExport, $"(export \"more\" (instance $t) (instance))\n{AttachPointExport}", StringComparison.Ordinal);
        using WasmRuntime runtime = new(Options);
        WasmModule module = WasmModule.FromBytes("ascribed", WatGuest.Parse(text));
        Assert.True(AdapterComposer.TryCompose(module.Memory, out _, out string? reason), reason);
        Assert.True((await runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request)).Succeeded);
    }

    [Fact]
    public void Numbers_are_read_as_they_are_written() =>
        Gen.UInt.Sample(number =>
        {
            ComponentReader reader = new(new ComponentWriter().U32(number).ToArray());
            return reader.ReadU32() == number && reader.AtEnd;
        });

    [Fact]
    public async Task A_trap_behind_the_bridge_keeps_its_kind()
    {
        using WasmRuntime runtime = new(Options);
        ExecutionFailure failure = (await runtime.ExecuteAsync(Guests.Traps, AttachPoint.OnRequest, Guests.Request)).Failure!;
        Assert.Equal((FailureCause.Trap, TrapKind.Unreachable), (failure.Cause, failure.Trap));
    }
}
