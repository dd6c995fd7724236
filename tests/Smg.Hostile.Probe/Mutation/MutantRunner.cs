using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Fixtures;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Hostile.Probe.Mutation;

/// <summary>Compiles mutants in runtimes of different options and calls those that compile.</summary>
internal sealed class MutantRunner : IDisposable
{
    private static readonly WasmRuntimeOptions Options = new()
    {
        PoolSize = 8,
        ThreadPoolSize = 1,
        InlineConcurrency = MutantProgress.Threads,

        // For the guests that must work. A mutant has its own limit.
        MaxExecutionTimeMs = 60_000,
        MaxQueueTimeMs = 60_000,
        EpochIntervalMs = 5,
        MaxMemoryPages = 256,
        ModuleCacheSize = 4,
        MaxBodySize = 1 << 20,
        OptimizationLevel = OptimizationLevel.None,

        // The compiler is attacked where it would end this process.
        CompileGuard = CompileGuard.None,
    };

    private static readonly ModuleSettings MutantSettings = new() { MaxExecutionTimeMs = 20 };

    private static readonly MiddlewareResponse Response = new()
    {
        Status = 200,
        Headers = [new Header("content-type", "application/json")],
        Body = "{\"choices\":[]}"u8.ToArray(),
    };

    private static readonly StorageBeforeInput Before = new()
    {
        Operation = StorageOperation.CreateItem,
        Context = [new("tenant_id", "täñant"), new("request_id", "")],
        Payload = JsonText.FromUtf8("{\"id\":1}"u8.ToArray()),
    };

    private static readonly StorageAfterInput After = new()
    {
        Operation = StorageOperation.StoreResponse,
        Context = Before.Context,
        Payload = Before.Payload,
        Result = JsonText.Null,
        Extra = [new("tenant_id", "täñant")],
    };

    private static readonly WasmModule Tenant = BuiltGuests.Load("storage-tenant");

    private readonly WasmRuntime _bridge = new(Options);
    private readonly WasmRuntime _kept = new(Options with { KeptInstances = 2 });
    private readonly WasmRuntime _component = new(Options with { DirectMemory = false });
    private readonly WasmRuntime _optimized = new(Options with { OptimizationLevel = OptimizationLevel.Speed });
    private readonly WasmRuntime _dynamic = new(Options with { CallPath = CallPath.Dynamic });
    private readonly WasmRuntime _unpooled = new(Options with { Pooling = false, ConcurrencySupport = true });

    /// <summary>Compiles a mutant and calls it.</summary>
    /// <param name="mutant">Its bytes.</param>
    /// <param name="random">Its own numbers: they choose the runtime.</param>
    /// <returns>How the calls of its attach points ended; only one when that says that it does not compile.</returns>
    public IReadOnlyList<ExecutionResult> Run(byte[] mutant, Random random)
    {
        WasmRuntime runtime = random.Next(10) switch
        {
            < 3 => _dynamic,
            3 => _unpooled,
            4 => _optimized,
            5 => _component,
            6 => _kept,
            _ => _bridge,
        };
        WasmModule module = WasmModule.FromBytes("mutant", mutant).WithSettings(MutantSettings);
        ExecutionResult onRequest = Execute(runtime, module, AttachPoint.OnRequest, Guests.Request);
        return IsRefused(onRequest)
            ? [onRequest]
            :
            [
                onRequest,
                .. runtime == _dynamic || runtime == _component
                    ? (ExecutionResult[])[]
                    : [Execute(runtime, module, AttachPoint.OnRequest, Guests.Request)],
                Execute(runtime, module, AttachPoint.OnResponse, Response),
                Execute(runtime, module, AttachPoint.StorageBefore, Before),
                Execute(runtime, module, AttachPoint.StorageAfter, After),
            ];
    }

    /// <summary>Whether it was the compiler that refused it.</summary>
    public static bool IsRefused(in ExecutionResult result) => result.Failure is { Stage: FailureStage.Compile };

    /// <summary>What is wrong with good guests now; null when they work.</summary>
    public string? CheckGoodGuests()
    {
        foreach (WasmRuntime runtime in (WasmRuntime[])[_bridge, _component, _optimized, _dynamic, _unpooled])
        {
            ExecutionResult rejected = Execute(runtime, Guests.Rejects, AttachPoint.OnRequest, Guests.Request);
            if (rejected.Action is not RejectAction { Status: 418 })
            {
                return $"a guest that rejects gave {rejected.Action?.ToString() ?? rejected.Failure!.ToString()}";
            }

            if (
                Execute(runtime, Guests.EchoesBody, AttachPoint.OnResponse, Response)
                    is not { Action: ModifyAction { BodyReplace: { } body } } echo
                || !body.Span.SequenceEqual(Response.Body.ToMemory().Span)
            )
            {
                return "a guest that echoes the body did not";
            }

            if (
                Execute(runtime, Tenant, AttachPoint.StorageAfter, After)
                is not { Answer: ColumnsAnswer { Columns: [{ Value: "täñant" }, { Name: "stored" }] } }
            )
            {
                return "a storage hook that gives columns did not";
            }
        }

        return null;
    }

    public void Dispose()
    {
        _bridge.Dispose();
        _component.Dispose();
        _kept.Dispose();
        _optimized.Dispose();
        _dynamic.Dispose();
        _unpooled.Dispose();
    }

    private static ExecutionResult Execute(WasmRuntime runtime, WasmModule module, AttachPoint attachPoint, GuestInput input) =>
        runtime.ExecuteAsync(module, attachPoint, input).AsTask().GetAwaiter().GetResult();
}
