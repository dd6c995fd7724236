using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.WasmPerf.Gates.Workloads;

/// <summary>A call of the runtime whose caller waits for it, and that must succeed.</summary>
internal static class RuntimeCall
{
    public static MiddlewareAction Run(WasmRuntime runtime, WasmModule module, MiddlewareInput input)
    {
        AttachPoint attachPoint = input is MiddlewareRequest ? AttachPoint.OnRequest : AttachPoint.OnResponse;
        ValueTask<ExecutionResult> call = runtime.ExecuteAsync(module, attachPoint, input);
        ExecutionResult result = call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
        return result.Action ?? throw new InvalidOperationException(result.Failure!.ToString());
    }
}
