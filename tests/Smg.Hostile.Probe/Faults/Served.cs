using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Fixtures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Registration;

namespace Smg.Hostile.Probe.Faults;

/// <summary>Calls that must succeed whatever is broken around the runtime.</summary>
internal static class Served
{
    /// <summary>A small runtime.</summary>
    public static WasmRuntimeOptions Options { get; } =
        new()
        {
            PoolSize = 8,
            ThreadPoolSize = 1,
            MaxMemoryPages = 64,
            MaxExecutionTimeMs = 60_000,
            MaxQueueTimeMs = 60_000,
        };

    /// <summary>A module that no cache holds: its reject status is its own.</summary>
    public static WasmModule NewModule(int status) =>
        new WatGuest
        {
            OnRequest = $"(i32.store8 (i32.const 16) (i32.const 1)) (i32.store16 (i32.const 20) (i32.const {status})) (i32.const 16)",
        }.ToModule($"rejects with {status}");

    /// <summary>Calls a module of <see cref="NewModule"/>.</summary>
    /// <exception cref="DefectException">It did not answer as it must.</exception>
    public static void MustReject(WasmRuntime runtime, WasmModule module, int status)
    {
        ExecutionResult result = Call(runtime, module);
        if (result.Action is not RejectAction reject || reject.Status != status)
        {
            throw new DefectException($"expected a reject of {status} but got {result.Action?.ToString() ?? result.Failure!.ToString()}");
        }
    }

    /// <summary>Calls a module that no cache holds.</summary>
    /// <exception cref="DefectException">It did not answer as it must.</exception>
    public static void MustRejectAnew(WasmRuntime runtime, int status) => MustReject(runtime, NewModule(status), status);

    /// <summary>One call.</summary>
    public static ExecutionResult Call(WasmRuntime runtime, WasmModule module) =>
        runtime.ExecuteAsync(module, AttachPoint.OnRequest, Guests.Request).AsTask().GetAwaiter().GetResult();

    /// <summary>Registers a module, in its own manager.</summary>
    public static RegistrationResult Register(WasmRuntime runtime, WasmModule module) =>
        new ModuleManager(runtime)
            .RegisterBytesAsync(new ModuleRegistration("registered", [AttachPoint.OnRequest]), module.Bytes.ToArray())
            .GetAwaiter()
            .GetResult();

    /// <summary>Demands something.</summary>
    /// <exception cref="DefectException">It is not so.</exception>
    public static void Must(bool holds, string what)
    {
        if (!holds)
        {
            throw new DefectException(what);
        }
    }
}
