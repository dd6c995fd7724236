using System.Diagnostics;
using System.Text;
using Smg.Wasm.Compilation;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Tests.Failures;

/// <summary>What a guest did in one call with its own store: its failure and its output.</summary>
internal sealed record WasiRun(NativeError? Error, string Output, long DroppedBytes)
{
    /// <summary>Calls on-request over the bridge.</summary>
    public static WasiRun Of(WasmModule module, GuestWasi? wasi)
    {
        using GuestStore store = new();
        return Of(module, store, wasi);
    }

    /// <summary>Calls on-request over the bridge in a store that is used again.</summary>
    public static WasiRun Of(WasmModule module, GuestStore store, GuestWasi? wasi)
    {
        WasmRuntimeOptions options = new() { PoolSize = 4 };
        using EngineHost host = new(options, new CompileCounter());
        using CompiledComponent component =
            host.Compiler.Compile(module, out Wasm.Failures.ExecutionFailure? failure) ?? throw new InvalidOperationException($"{failure}");
        Assert.True(component.IsBridged);
        store.Open(
            component.Component.Engine,
            EngineSettingsFactory.CreateLimits(options),
            Stopwatch.GetTimestamp() + (10 * Stopwatch.Frequency),
            wasi
        );
        try
        {
            AdapterPath path = new(options);
            CompiledFunction function = component.Find(AttachPoint.OnRequest)!;
            path.Write(store, function, Guests.Request);
            NativeError? error = store.Instantiate(host.LinkerFor(component), component.Component) ?? path.Call(store, function);
            return new WasiRun(error, Encoding.UTF8.GetString(store.Output.Text), store.Output.DroppedBytes);
        }
        finally
        {
            store.Close();
        }
    }
}
