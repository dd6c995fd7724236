using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation;
using Smg.Wasm.Components;
using Smg.Wasm.Contract;
using Smg.Wasm.Execution;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Linking;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Registration;

/// <summary>The checks of a registration that need the compiled component: steps 10 to 14 of <see cref="ModuleManager"/>.</summary>
internal sealed class ModuleInspection(WasmRuntime runtime, TimeProvider time)
{
    /// <summary>Compiles a module and looks at it.</summary>
    /// <returns>What is wrong, or what was found.</returns>
    public async Task<(RegistrationRefusal? Refusal, ModuleFindings? Findings)> RunAsync(
        WasmModule module,
        ModuleRegistration registration,
        CancellationToken ct
    )
    {
        try
        {
            // What needs no compile is refused in milliseconds, however large the component is.
            if (await InspectOutlineAsync(module, registration, ct).ConfigureAwait(false) is { } early)
            {
                return (early, null);
            }

            // 10. The compile. It goes on for others who wait for it when this caller gives up.
            if (await runtime.PrepareAsync(module, ct).ConfigureAwait(false) is { } failure)
            {
                return (RegistrationRefusal.For(RegistrationStage.Compile, failure, RegistrationError.CompileFailed), null);
            }

            (RegistrationRefusal? refusal, ModuleFindings? findings) = await InspectCompiledAsync(module, registration)
                .ConfigureAwait(false);
            if (refusal is null && registration.DryRun)
            {
                // 14. Sample calls of each attach point. A copy of the settings keeps their instances apart from those that serve
                // calls.
                ulong now = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
                ExecutionFailure? failed = await DryRun
                    .RunAsync(runtime, module.WithSettings(module.Settings with { }), registration.AttachPoints, now, ct)
                    .ConfigureAwait(false);
                refusal = failed is null ? null : RegistrationRefusal.For(RegistrationStage.DryRun, failed, RegistrationError.DryRunFailed);
            }

            return (refusal, findings);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return (
                new RegistrationRefusal(
                    RegistrationStage.Compile,
                    RegistrationError.Cancelled,
                    "the caller cancelled the registration during the compile"
                ),
                null
            );
        }
        catch (ObjectDisposedException)
        {
            return (
                new RegistrationRefusal(RegistrationStage.Compile, RegistrationError.RuntimeBusy, "the runtime is shutting down"),
                null
            );
        }
        catch (TaskSchedulerException)
        {
            return (
                new RegistrationRefusal(
                    RegistrationStage.Compile,
                    RegistrationError.RuntimeBusy,
                    "the operating system refuses a thread to read its types on"
                )
                {
                    Cure =
                        "raise the limits of open files (ulimit -n) and of threads (ulimit -u), or stop the processes that use "
                        + "them, and try again",
                },
                null
            );
        }
    }

    private async Task<(RegistrationRefusal? Refusal, ModuleFindings? Findings)> InspectCompiledAsync(
        WasmModule module,
        ModuleRegistration registration
    )
    {
        EngineHost first = runtime.Engines.First;
        if (!first.Components.TryAcquire(module, first.Number, out ComponentLease lease, out ExecutionFailure? failure))
        {
            return (RegistrationRefusal.For(RegistrationStage.Compile, failure!, RegistrationError.CompileFailed), null);
        }

        using (lease)
        {
            CompiledComponent component = lease.Component;

            // 11. The imports.
            IReadOnlyList<ComponentMember> imports = ComponentMember.ImportsOf(component.Component);
            RegistrationRefusal? refusal = ImportCheck.Find(imports, runtime.Engines.First.Interfaces);
            if (refusal is null && await runtime.Engines.CheckLinksAsync(component, module).ConfigureAwait(false) is { } unlinked)
            {
                refusal = Explain(unlinked, imports);
            }

            // 12. The exports and their types; 13. the configuration.
            refusal ??= ExportCheck.Find(component, registration.AttachPoints) ?? CheckConfiguration(component, registration.Settings);
            string? notBridged =
                component.IsBridged || registration.AttachPoints.All(point => AttachPointTable.Of(point).IsOfStreams)
                    ? null
                    : AdapterComposer.FindObstacle(module.Memory)
                        ?? (runtime.Options.CallPath == CallPath.Bridge ? "it does not compile with the adapter" : null);
            refusal ??= BodyLimitCheck.Find(component, registration.AttachPoints, notBridged, runtime.Options.MaxBodySize);
            string? notLinked = component.IsLinked || component.Core is not null ? null : FindObstacle(module);
            bool isDirect = component.Core is not null && runtime.Options.CallPath == CallPath.Bridge;
            ModuleFindings findings = new(notBridged, component.IsLinked, notLinked, isDirect)
            {
                Obstacles = FindObstacles(component, registration, isExplained: notLinked is not null),
            };
            return (refusal, findings);
        }
    }

    /// <summary>Why calls cost more than they could, where it is the guest that decides: at attach points that carry messages.</summary>
    /// <param name="component">The component.</param>
    /// <param name="registration">The registration.</param>
    /// <param name="isExplained">Whether why it is not linked is said already, which is why it is not called in its memory, too.</param>
    private CallObstacles FindObstacles(CompiledComponent component, ModuleRegistration registration, bool isExplained) =>
        runtime.Options.CallPath == CallPath.Bridge
        && !isExplained
        && registration.AttachPoints.Any(point => AttachPointTable.Of(point).HasBody)
            ? component.Obstacles
            : default;

    /// <summary>Why a module's core modules are not linked; null where they are no more than one.</summary>
    private string? FindObstacle(WasmModule module)
    {
        LinkOutcome outcome = ComponentLinker.Link(module.Memory);
        return outcome.Obstacle
            ?? (
                outcome.Linked is null ? null
                : runtime.Options.LinkModules ? "it does not compile when it is linked"
                : "LinkModules is false"
            );
    }

    /// <summary>
    /// What can be said of a component without a compile of its code: whether it exports and imports what it should, by name and, of
    /// imports, by type.
    /// </summary>
    private async Task<RegistrationRefusal?> InspectOutlineAsync(WasmModule module, ModuleRegistration registration, CancellationToken ct)
    {
        // What was compiled before is loaded sooner than it is read: it is looked at then.
        if (runtime.Engines.First.Compiler.IsKept(module) || ComponentOutline.TryRead(module.Bytes) is not { } outline)
        {
            return null;
        }

        if (ExportCheck.Find(outline, registration.AttachPoints) is { } refusal)
        {
            return refusal;
        }

        if (outline.LeadingBytes is null or ComponentReader.PreambleBytes)
        {
            return null;
        }

        // A compile blocks its thread for as long as it takes, which is short for types; a component can make even that long.
        byte[] leading = module.Bytes[..outline.LeadingBytes.Value].ToArray();
        using ComponentHandle? types = await Task
            .Factory.StartNew(
                () => runtime.Engines.First.Compiler.Code.CompileOutline(leading),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            )
            .WaitAsync(ct)
            .ConfigureAwait(false);
        return types is null ? null : ImportCheck.Find(ComponentMember.ImportsOf(types), runtime.Engines.First.Interfaces);
    }

    /// <summary>A failed link. Of an import that is missing, more is known than what the linker says.</summary>
    private RegistrationRefusal Explain(ExecutionFailure unlinked, IReadOnlyList<ComponentMember> imports)
    {
        RegistrationRefusal refusal = RegistrationRefusal.For(RegistrationStage.Imports, unlinked, RegistrationError.ImportMissing);
        ComponentMember? missing =
            unlinked.Cause == FailureCause.ImportMissing && unlinked.NativeMessage is { } message
                ? imports.FirstOrDefault(import => message.Contains($"`{import.Name}`", StringComparison.Ordinal))
                : null;
        RegistrationRefusal? explained = missing is null ? null : ImportCheck.Explain(missing, runtime.Engines.First.Interfaces);
        return explained is null ? refusal : refusal with { Reason = explained.Reason, Cure = explained.Cure };
    }

    private static RegistrationRefusal? CheckConfiguration(CompiledComponent component, ModuleSettings settings)
    {
        const string Environment = "wasi:cli/environment";
        return
            settings.Environment.IsEmpty
            || component.ImportNames.Any(name => name == Environment || name.StartsWith(Environment + "@", StringComparison.Ordinal))
            ? null
            : new RegistrationRefusal(
                RegistrationStage.Configuration,
                RegistrationError.ConfigurationNotReadable,
                $"it has configuration, which a guest reads as its environment, but does not import {Environment}"
            );
    }
}
