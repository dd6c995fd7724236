using System.Diagnostics;

namespace Smg.Wasm.Interop.Tests;

public sealed class CoreCallerTests : IDisposable
{
    private static readonly CoreExport Memory = new("memory");
    private readonly EngineHandle _engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 1 << 20 });
    private readonly GuestStore _store = new();

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void A_function_gets_its_arguments_and_gives_its_result()
    {
        using CoreModuleHandle module = Open(
            """(module (func (export "sub") (param i32 i64) (result i64) (i64.sub (local.get 1) (i64.extend_i32_u (local.get 0)))))"""
        );
        Assert.Null(_store.Core.Call(new CoreExport("sub"), [2, 1UL << 40], out ulong result));
        Assert.Equal((1UL << 40) - 2, result);
    }

    [Fact]
    public void What_is_written_is_what_the_guest_reads_and_no_other_instance()
    {
        using CoreModuleHandle module = Open(
            """(module (memory (export "memory") 1) (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0))))"""
        );
        CoreExport load = new("load");
        _store.Core.Place(Memory, 65535, 1)[0] = 200;
        Assert.Null(_store.Core.Call(load, [65535], out ulong written));
        Assert.Equal(200u, (uint)written);
        Reopen(module);
        Assert.Null(_store.Core.Call(load, [65535], out ulong fresh));
        Assert.Equal(0u, (uint)fresh);
    }

    [Fact]
    public void A_trap_is_told_with_where_it_happened()
    {
        using CoreModuleHandle module = Open("""(module (func (export "f") unreachable))""");
        NativeError error = _store.Core.Call(new CoreExport("f"), [], out _)!;
        Assert.Contains("unreachable", error.Trap, StringComparison.Ordinal);
        Assert.Contains("\n    0: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_global_that_was_set_before_a_trap_is_read_behind_it()
    {
        using CoreModuleHandle module = Open(
            """
            (module (global $a (export "a") (mut i32) (i32.const 0)) (global (export "wide") i64 (i64.const 1)) (memory (export "memory") 1)
              (func (export "f") (global.set $a (i32.const 1)) unreachable))
            """
        );
        CoreExport a = new("a");
        Assert.False(_store.Core.IsSet(a));
        Assert.NotNull(_store.Core.Call(new CoreExport("f"), [], out _));
        Assert.True(_store.Core.IsSet(a));
        Assert.All(["wide", "memory", "f", "missing"], name => Assert.False(_store.Core.IsSet(new CoreExport(name))));
        Reopen(module);
        Assert.False(_store.Core.IsSet(a));
    }

    [Fact]
    public void What_a_module_does_not_export_is_named()
    {
        using CoreModuleHandle module = Open("""(module (memory (export "memory") 1))""");
        Assert.Contains(
            "'f'",
            Assert.Throws<InvalidOperationException>(() => _store.Core.Call(new CoreExport("f"), [], out _)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<InvalidOperationException>(() => _store.Core.Call(Memory, [], out _));
    }

    [Fact]
    public void A_closed_store_has_no_instance()
    {
        using CoreModuleHandle module = Open("""(module (memory (export "memory") 1))""");
        _store.Close();
        Assert.False(_store.Core.IsOpen);
        Assert.Throws<InvalidOperationException>(() => _store.Core.Memory(Memory).Length);
    }

    [Fact]
    public void A_module_that_imports_something_is_refused()
    {
        byte[] bytes = ComponentHandle.ParseText("""(module (import "a" "b" (func)))""", out _)!;
        Assert.Null(CoreModuleHandle.Compile(_engine, bytes, out NativeError? error));
        Assert.NotNull(error);
    }

    [Fact]
    public void Its_code_can_be_loaded_again()
    {
        byte[] bytes = ComponentHandle.ParseText("""(module (func (export "f") (result i32) (i32.const 7)))""", out _)!;
        byte[] code;
        using (CoreModuleHandle compiled = CoreModuleHandle.Compile(_engine, bytes, out _)!)
        {
            code = compiled.Serialize();
        }

        using CodeImage image = new(code);
        using CoreModuleHandle loaded = image.LoadCore(_engine, out _)!;
        Reopen(loaded);
        Assert.Null(_store.Core.Call(new CoreExport("f"), [], out ulong result));
        Assert.Equal(7u, (uint)result);
        Assert.Null(CoreModuleHandle.Deserialize(_engine, code.AsSpan(0, code.Length / 2), out NativeError? error));
        Assert.NotNull(error);
    }

    private CoreModuleHandle Open(string text)
    {
        byte[] bytes =
            ComponentHandle.ParseText(text, out NativeError? malformed) ?? throw new InvalidOperationException(malformed!.Message);
        CoreModuleHandle module =
            CoreModuleHandle.Compile(_engine, bytes, out NativeError? error) ?? throw new InvalidOperationException(error!.Message);
        Reopen(module);
        return module;
    }

    private void Reopen(CoreModuleHandle module)
    {
        _store.Close();
        _store.Open(_engine, new StoreLimits(1 << 20, 1000, 10, 10, 10), Stopwatch.GetTimestamp() + (60 * Stopwatch.Frequency), wasi: null);
        Assert.Null(_store.Instantiate(module));
    }
}
