using System.Diagnostics;
using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;

namespace Smg.WasmPerf.CallTimer;

/// <summary>A module, its input and the runtime that calls it.</summary>
internal sealed class CallTarget
{
    private readonly TimedCall _call;
    private readonly WasmRuntime _runtime;
    private readonly WasmModule _module;
    private readonly AttachPoint _attachPoint;
    private readonly MiddlewareInput _input;

    public CallTarget(TimedCall call, WasmRuntime runtime)
    {
        _call = call;
        _runtime = runtime;
        _module = WasmModule.FromFile(Path.GetFileNameWithoutExtension(call.GuestPath), call.GuestPath);
        _attachPoint = Enum.Parse<AttachPoint>(call.AttachPoint);
        Header[] headers = [.. call.Headers.Select(header => new Header(header.Key, header.Value))];
        _input =
            _attachPoint == AttachPoint.OnResponse
                ? new MiddlewareResponse
                {
                    Status = 200,
                    Headers = headers,
                    Body = call.Body,
                }
                : new MiddlewareRequest
                {
                    Method = "POST",
                    Path = "/v1/chat/completions",
                    RequestId = "0123456789abcdef",
                    NowEpochMs = 1_700_000_000_000,
                    Headers = headers,
                    Body = call.Body,
                };
    }

    /// <summary>Makes calls one after another.</summary>
    /// <param name="calls">How many; at least one.</param>
    /// <returns>The mean time of a call, in microseconds.</returns>
    /// <exception cref="InvalidOperationException">A call failed.</exception>
    public double Run(int calls)
    {
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            Call();
        }

        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / calls;
    }

    private void Call()
    {
        ValueTask<ExecutionResult> call = _runtime.ExecuteAsync(_module, _attachPoint, _input);
        ExecutionResult result = call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
        if (result.Failure is { } failure)
        {
            throw new InvalidOperationException($"{_call.Name}: {failure}");
        }
    }
}
