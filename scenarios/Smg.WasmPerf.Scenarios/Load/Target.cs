using Smg.Wasm;
using Smg.Wasm.Contract;
using Smg.Wasm.Modules;
using Smg.WasmPerf.Scenarios.Engines;

namespace Smg.WasmPerf.Scenarios.Load;

/// <summary>A module, its attach point and the input it is called with: what a load scenario fires at.</summary>
/// <param name="Module">The module.</param>
/// <param name="AttachPoint">Where it is called.</param>
/// <param name="Input">The message or the operation.</param>
public sealed record Target(WasmModule Module, AttachPoint AttachPoint, GuestInput Input)
{
    /// <summary>The user's module, or else a guest of this project.</summary>
    public static Target Of(LoadSettings settings, string guest)
    {
        AttachPoint attachPoint = settings.Module is null ? AttachPoint.OnRequest : settings.AttachPoint;
        MiddlewareInput input = SampleMessages.At(attachPoint, settings.BodyBytes);
        return new Target(settings.Module ?? GuestLibrary.Load(guest), attachPoint, input);
    }

    /// <summary>A scenario that calls the target, its failures counted by cause.</summary>
    public ScenarioProps Scenario(string name, WasmRuntime runtime) => LoadEngine.Scenario(name, _ => CallAsync(runtime));

    /// <summary>Calls the target once and throws when that fails, so that a scenario does not measure failures.</summary>
    /// <exception cref="InvalidOperationException">The call failed; the message says why.</exception>
    public async ValueTask ProbeAsync(WasmRuntime runtime)
    {
        ExecutionResult result = await ExecuteAsync(runtime).ConfigureAwait(false);
        if (result.Failure is { } failure)
        {
            throw new InvalidOperationException($"The component cannot be measured: {failure}");
        }
    }

    /// <summary>Calls targets once each, in order.</summary>
    /// <exception cref="InvalidOperationException">A call failed; the message says why.</exception>
    public static async ValueTask ProbeAsync(WasmRuntime runtime, params IReadOnlyList<Target> targets)
    {
        foreach (Target target in targets)
        {
            await target.ProbeAsync(runtime).ConfigureAwait(false);
        }
    }

    /// <summary>Calls the target once.</summary>
    public ValueTask<ExecutionResult> ExecuteAsync(WasmRuntime runtime) => runtime.ExecuteAsync(Module, AttachPoint, Input);

    /// <summary>Calls the target once; a failure counts by its cause.</summary>
    internal async ValueTask<IResponse> CallAsync(WasmRuntime runtime)
    {
        ExecutionResult result = await ExecuteAsync(runtime).ConfigureAwait(false);
        return result.Failure is { } failure ? Response.Fail(statusCode: failure.Cause.ToString()) : Response.Ok();
    }
}
