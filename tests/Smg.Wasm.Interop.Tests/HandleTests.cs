using System.Diagnostics;

namespace Smg.Wasm.Interop.Tests;

public sealed class HandleTests
{
    private const string Doubler = """
        (component
          (core module $m
            (memory (export "memory") 1)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
            (func (export "same") (param i32 i32) (result i32)
              (i32.store (i32.const 8) (local.get 0)) (i32.store (i32.const 12) (local.get 1)) (i32.const 8)))
          (core instance $i (instantiate $m))
          (func (export "same") (param "text" string) (result string)
            (canon lift (core func $i "same") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
        """;

    private static readonly StoreLimits Limits = new(1 << 20, 1000, 10, 10, 10);

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("ümläut \u4e16\u754c \ud83d\ude00")]
    public void A_string_goes_there_and_back(string text) => Assert.Equal(text, Roundtrip(text));

    [Fact]
    public void A_lone_surrogate_becomes_a_replacement_character() => Assert.Equal("a\ufffdb", Roundtrip("a\ud800b"));

    [Fact]
    public void Text_that_is_malformed_is_an_error()
    {
        Assert.Null(ComponentHandle.ParseText("(component", out NativeError? error));
        Assert.NotEqual("", error!.Message);
    }

    [Fact]
    public void Serialized_code_runs_again()
    {
        using EngineHandle engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 1 << 20 });
        using ComponentHandle component = ComponentHandle.Compile(engine, ComponentHandle.ParseText(Doubler, out _), out _)!;
        using ComponentHandle loaded = ComponentHandle.Deserialize(engine, component.Serialize(), out NativeError? error)!;
        Assert.Null(error);
        Assert.Equal("again", Call(engine, loaded, "again"));
    }

    [Fact]
    public void Code_that_is_truncated_is_refused()
    {
        using EngineHandle engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 1 << 20 });
        using ComponentHandle component = ComponentHandle.Compile(engine, ComponentHandle.ParseText(Doubler, out _), out _)!;
        Assert.Null(ComponentHandle.Deserialize(engine, component.Serialize().AsSpan(0, 100), out NativeError? error));
        Assert.NotEqual("", error!.Message);
    }

    [Fact]
    public void The_result_is_of_the_last_call_only()
    {
        using GuestStore store = new();
        Assert.Throws<InvalidOperationException>(() => store.Result.ReadString());
    }

    [Fact]
    public void A_closed_store_refuses_calls_and_disposes_twice()
    {
        GuestStore store = new();
        using EngineHandle engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 1 << 20 });
        using ComponentHandle component = ComponentHandle.Compile(engine, ComponentHandle.ParseText(Doubler, out _), out _)!;
        using ExportIndexHandle export = component.FindExport(null, "same")!;
        Assert.Throws<InvalidOperationException>(() => store.Call(export));
        store.Dispose();
        store.Dispose();
    }

    [Fact]
    public void A_native_library_that_is_missing_says_what_to_do()
    {
        DllNotFoundException e = Assert.Throws<DllNotFoundException>(() => NativeLibraryVersion.EnsureLoadable("no-such-library"));
        Assert.Contains($"NuGet package Wasmtime {NativeLibraryVersion.Current}", e.Message, StringComparison.Ordinal);
        Assert.Contains("linux-x64", e.Message, StringComparison.Ordinal);
        NativeLibraryVersion.EnsureSupported();
    }

    [Theory]
    [InlineData("(memory 1 2 shared)")]
    [InlineData("(memory 1) (func (drop (i32.atomic.load (i32.const 0))))")]
    [InlineData("(type $f (func)) (type $c (cont $f))")]
    public void A_proposal_that_no_guest_needs_is_refused(string core)
    {
        using EngineHandle engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 1 << 20 });
        byte[] wasm = ComponentHandle.ParseText($"(component (core module {core}))", out _)!;
        Assert.Null(ComponentHandle.Compile(engine, wasm, out NativeError? error));
        Assert.NotEqual("", error!.Message);
    }

    [Theory]
    [InlineData("(func (result v128) (i32x4.splat (i32.const 1)))")]
    [InlineData("(func $f (result i32) (i32.const 1)) (func (result i32) (return_call $f))")]
    [InlineData("(tag $t) (func (block $h (try_table (catch $t $h) (throw $t))))")]
    [InlineData("(table 1 externref)")]
    public void A_proposal_that_compilers_use_is_offered(string core)
    {
        using EngineHandle engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 1 << 20 });
        byte[] wasm = ComponentHandle.ParseText($"(component (core module {core}))", out _)!;
        using ComponentHandle? component = ComponentHandle.Compile(engine, wasm, out NativeError? error);
        Assert.True(component is not null, error?.Message);
    }

    private static string Roundtrip(string text)
    {
        using EngineHandle engine = EngineHandle.Create(new EngineSettings { MaxWasmStackBytes = 1 << 20 });
        using ComponentHandle component = ComponentHandle.Compile(engine, ComponentHandle.ParseText(Doubler, out _), out _)!;
        return Call(engine, component, text);
    }

    private static string Call(EngineHandle engine, ComponentHandle component, string text)
    {
        using ComponentLinkerHandle linker = ComponentLinkerHandle.Create(engine);
        using ExportIndexHandle export = component.FindExport(null, "same")!;
        using GuestStore store = new();
        store.Open(engine, Limits, Stopwatch.GetTimestamp() + (10 * Stopwatch.Frequency), wasi: null);
        Assert.Null(store.Instantiate(linker, component));
        store.Argument().WriteString(text);
        Assert.Null(store.Call(export));
        string result = store.Result.ReadString();
        store.Close();
        return result;
    }
}
