using Smg.Wasm.Bridge;
using Smg.Wasm.Compilation;
using Smg.Wasm.Failures;
using Smg.Wasm.Middleware;
using Smg.Wasm.Options;

namespace Smg.Wasm.Modules;

/// <summary>The checks of a registration that need the compiled component: steps 10 to 14 of <see cref="ModuleManager"/>.</summary>
internal sealed class ModuleInspection(WasmRuntime runtime, TimeProvider time)
{
    /// <summary>Compiles a module and looks at it.</summary>
    /// <returns>What is wrong, or null; and why the module takes the dynamic path although the bridge is asked for, or null.</returns>
    public async Task<(RegistrationRefusal? Refusal, string? NotBridgedBecause)> RunAsync(
        WasmModule module, ModuleRegistration registration, CancellationToken ct)
    {
        try
        {
            // 10. The compile. It goes on for others who wait for it when this caller gives up.
            if (await runtime.PrepareAsync(module).WaitAsync(ct).ConfigureAwait(false) is { } failure)
            {
                return (RegistrationRefusal.For(RegistrationStage.Compile, failure, RegistrationError.CompileFailed), null);
            }

            (RegistrationRefusal? refusal, string? notBridged) = await InspectCompiledAsync(module, registration).ConfigureAwait(false);
            if (refusal is null && registration.DryRun)
            {
                // 14. One call of each attach point. Settings of their own, equal as they are, keep it apart from instances that serve calls.
                ulong now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
                ExecutionFailure? failed = await DryRun.RunAsync(runtime, module.WithSettings(module.Settings with { }), registration.AttachPoints, now, ct).ConfigureAwait(false);
                refusal = failed is null ? null : RegistrationRefusal.For(RegistrationStage.DryRun, failed, RegistrationError.DryRunFailed);
            }

            return (refusal, notBridged);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return (new RegistrationRefusal(RegistrationStage.Compile, RegistrationError.Cancelled, "the caller gave it up while it was compiled"), null);
        }
        catch (ObjectDisposedException)
        {
            return (new RegistrationRefusal(RegistrationStage.Compile, RegistrationError.RuntimeBusy, "the runtime is shutting down"), null);
        }
    }

    private async Task<(RegistrationRefusal? Refusal, string? NotBridgedBecause)> InspectCompiledAsync(WasmModule module, ModuleRegistration registration)
    {
        if (!runtime.FirstHost.Components.TryAcquire(module, out ComponentLease lease, out ExecutionFailure? failure))
        {
            return (RegistrationRefusal.For(RegistrationStage.Compile, failure!, RegistrationError.CompileFailed), null);
        }

        using (lease)
        {
            CompiledComponent component = lease.Component;

            // 11. The imports.
            RegistrationRefusal? refusal = await runtime.CheckLinksAsync(component, module).ConfigureAwait(false) is { } unlinked
                ? RegistrationRefusal.For(RegistrationStage.Imports, unlinked, RegistrationError.ImportMissing)
                : null;

            // 12. The exports and their types; 13. the configuration.
            refusal ??= CheckExports(component, registration.AttachPoints) ?? CheckConfiguration(component, registration.Settings);
            string? notBridged = component.IsBridged ? null
                : AdapterComposer.FindObstacle(module.Memory) ?? (runtime.Options.CallPath == CallPath.Bridge ? "it does not compile with the adapter" : null);
            refusal ??= BodyLimitCheck.Find(component, registration.AttachPoints, notBridged, runtime.Options.MaxBodySize);
            return (refusal, notBridged);
        }
    }

    private static RegistrationRefusal? CheckExports(CompiledComponent component, IReadOnlyList<AttachPoint> attachPoints)
    {
        foreach (AttachPoint attachPoint in attachPoints)
        {
            if (component.Export(attachPoint) is null)
            {
                return new RegistrationRefusal(
                    RegistrationStage.Exports, RegistrationError.AttachPointNotExported, $"it does not export the function of {attachPoint}");
            }

            if (component.TypeDifference(attachPoint) is { } difference)
            {
                return new RegistrationRefusal(
                    RegistrationStage.Exports, RegistrationError.AttachPointFunctionInvalid, $"its function of {attachPoint} is not the WIT's: {difference}");
            }
        }

        return null;
    }

    private static RegistrationRefusal? CheckConfiguration(CompiledComponent component, ModuleSettings settings)
    {
        const string Environment = "wasi:cli/environment";
        return settings.Environment.IsEmpty || component.ImportNames.Any(name => name == Environment || name.StartsWith(Environment + "@", StringComparison.Ordinal))
            ? null
            : new RegistrationRefusal(
                RegistrationStage.Configuration,
                RegistrationError.ConfigurationNotReadable,
                $"it was given configuration, which a guest reads as its environment, but it does not import {Environment}");
    }
}
