using System.Diagnostics;
using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation.Guard;
using Smg.Wasm.Compiler;
using Smg.Wasm.Components;
using Smg.Wasm.Contract;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Compilation;

/// <summary>
/// Compiles modules, in their bridges where the options ask for it and the guest allows it: for the first engine of a runtime, whose code
/// the others load.
/// </summary>
/// <param name="options">The runtime's options.</param>
/// <param name="counter">Counts compiles.</param>
/// <param name="engines">The engines, with the WIT's types on each.</param>
/// <param name="phases">Where times are recorded; null for nowhere.</param>
internal sealed class ComponentCompiler(
    WasmRuntimeOptions options,
    CompileCounter counter,
    EngineTypes engines,
    PhaseRecorders? phases = null
)
{
    private readonly CompiledFiles? _files = options.CompiledFolder.Length == 0 ? null : new CompiledFiles(options);
    private readonly EngineSettings _settings = EngineSettingsFactory.Create(options);
    private readonly EngineSettings? _undoingSettings = EngineSettingsFactory.CreateUndoing(options);

    /// <summary>The forms that a guest is tried in, the fastest first.</summary>
#if SABOTAGE
    private ReadOnlySpan<BridgeForm> Forms =>
        Smg.Sabotage.Fault.NoAdapter ? [BridgeForm.None]
        : options.CallPath == CallPath.Bridge
#else
    private ReadOnlySpan<BridgeForm> Forms =>
        options.CallPath == CallPath.Bridge
#endif
            ? [BridgeForm.Adapted, BridgeForm.Wrapped, BridgeForm.None]
        : [BridgeForm.Adapted, BridgeForm.None];

    /// <summary>Compiles a module, and loads it on every engine.</summary>
    /// <returns>Null, with <paramref name="failure"/> set, when the bytes are refused.</returns>
    public CompiledModule? CompileForAll(WasmModule module, out ExecutionFailure? failure)
    {
        if (Compile(module, out failure) is not { } component)
        {
            return null;
        }

        CompiledModule? all = CompiledModule.TrySpread(component, engines.For(component.IsUndone), out NativeError? error);
        failure = error is null ? null : FailureClassifier.ClassifyCompile(module.Name, error);
        return all;
    }

    /// <summary>Compiles a module for the first engine.</summary>
    /// <returns>Null, with <paramref name="failure"/> set, when the bytes are refused.</returns>
    public CompiledComponent? Compile(WasmModule module, out ExecutionFailure? failure)
    {
        failure = ComponentPreamble.Check(module.Name, module.Bytes);
        if (failure is not null)
        {
            return null;
        }

        if (CustomPages.IsIn(module.Memory))
        {
            failure = FailureClassifier.ClassifyCompile(module.Name, new NativeError(CustomPages.Refusal, ExitStatus: null));
            return null;
        }

        GuestSource source = new(module, options.LinkModules);
        foreach (BridgeForm form in module.InitialPages > 0 ? [BridgeForm.Adapted] : Forms)
        {
            if ((Load(source, form) ?? CompileVariants(source, form, out failure)) is { } found)
            {
                failure = null;
                return new CompiledComponent(found.Component, found.Form.Bridge, engines.For(found.Form.IsUndone)[0])
                {
                    IsLinked = found.Form.IsLinked,
                    IsUndone = found.Form.IsUndone,
                    MemoryPages = FindMemoryPages(module, found.Component),
                };
            }

            // A bridge that Wasmtime refuses is not a failure of the guest; one that took too much, or that nobody could try, is.
            if (IsFinal(failure))
            {
                return null;
            }
        }

        failure ??= new ExecutionFailure(
            module.Name,
            FailureStage.Compile,
            FailureCause.CompileFailed,
            $"Its memory cannot begin with {module.InitialPages} pages."
        );
        return null;
    }

    private static bool IsFinal(ExecutionFailure? failure) =>
        failure?.Cause is FailureCause.CompileTimeout or FailureCause.CompileTooLarge or FailureCause.CompilerUnavailable;

    /// <summary>Compiles the part of a component that has no code, to see the types of what it imports.</summary>
    /// <returns>Null where that fails: the compile of the whole says why.</returns>
    public ComponentHandle? CompileOutline(ReadOnlyMemory<byte> leading)
    {
        if (options.CompileGuard != CompileGuard.ChildProcess)
        {
            return ComponentHandle.Compile(engines.Pooled[0].Engine, leading.Span, out _);
        }

        CompileRequest request = new(_settings, options.MaxCompileMemoryMb, leading);
        return CompilerProcesses.Compile(request, TimeSpan.FromMilliseconds(options.MaxCompileTimeMs)).Code is { } code
            ? ComponentHandle.Deserialize(engines.Pooled[0].Engine, code, out _)
            : null;
    }

    /// <summary>The forms with a bridge, in the order in which they are tried.</summary>
    private IEnumerable<CompiledForm> FormsOf(GuestSource source, BridgeForm bridge)
    {
        foreach (bool isLinked in source.Variants)
        {
            if (engines.Undoing is not null)
            {
                yield return new CompiledForm(bridge, isLinked, IsUndone: true);
            }

            yield return new CompiledForm(bridge, isLinked, IsUndone: false);
        }
    }

    private Found? Load(GuestSource source, BridgeForm bridge)
    {
        if (_files is null)
        {
            return null;
        }

        foreach (CompiledForm form in FormsOf(source, bridge))
        {
            long start = Stopwatch.GetTimestamp();
            if (_files.TryLoad(EngineFor(form), source.Module.Digest, form) is { } component)
            {
                phases?.RecordCompiler(CallPhase.Load, Stopwatch.GetTimestamp() - start);
                return new Found(component, form);
            }
        }

        return null;
    }

    private EngineHandle EngineFor(CompiledForm form) => engines.For(form.IsUndone)[0].Engine;

    /// <summary>Compiles a module in a form: linked, and, where that is impossible or refused, as it is written.</summary>
    private Found? CompileVariants(GuestSource source, BridgeForm bridge, out ExecutionFailure? failure)
    {
        failure = null;
        foreach (CompiledForm form in FormsOf(source, bridge))
        {
            if (source.Bytes(form.IsLinked) is { } bytes && CompileForm(source.Module, bytes, form, out failure) is { } component)
            {
                return new Found(component, form);
            }

            if (IsFinal(failure))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>
    /// The function that returns the pages of the guest's memory; null where the guest was left as it is. One of the guest's own by that
    /// name is not it.
    /// </summary>
    private ExportIndexHandle? FindMemoryPages(WasmModule module, ComponentHandle component) =>
        options.PregrowMemory
        && ComponentOutline.TryRead(module.Bytes)?.Exports.Any(export => export.Name == MemoryComposer.PagesExport) == false
            ? component.FindExport(null, MemoryComposer.PagesExport)
            : null;

    /// <summary>Compiles a module in a form, with what its memory needs. Null without a failure where it cannot have that form.</summary>
    private ComponentHandle? CompileForm(WasmModule module, byte[] bytes, CompiledForm form, out ExecutionFailure? failure)
    {
        if (module.InitialPages > 0)
        {
            return CompilePregrown(module, bytes, form, out failure);
        }

        if (
            form.Bridge == BridgeForm.Adapted
            && options.PregrowMemory
            && MemoryComposer.TryCompose(bytes, pages: 0, out ComposedGuest? composed)
        )
        {
            // What Wasmtime refuses here is tried as the guest wrote it: the refusal then speaks of the guest's own bytes.
            ComponentHandle? component = Compile(module, composed, form, out failure);
            if (component is not null || failure?.Cause is not FailureCause.CompileFailed)
            {
                return component;
            }
        }

        return Compile(module, new ComposedGuest(bytes), form, out failure);
    }

    /// <summary>
    /// Compiles a guest whose memory begins with more pages than it wrote. Only the adapter knows to bound its pointers by those that the
    /// guest knows.
    /// </summary>
    private ComponentHandle? CompilePregrown(WasmModule module, byte[] bytes, CompiledForm form, out ExecutionFailure? failure)
    {
        failure = null;
        return form.Bridge == BridgeForm.Adapted && MemoryComposer.TryCompose(bytes, module.InitialPages, out ComposedGuest? composed)
            ? CompileAdapted(module, composed, form, out failure)
            : null;
    }

    private ComponentHandle? Compile(WasmModule module, ComposedGuest guest, CompiledForm form, out ExecutionFailure? failure)
    {
        failure = null;
        return form.Bridge switch
        {
            BridgeForm.Adapted => CompileAdapted(module, guest, form, out failure),
            BridgeForm.Wrapped => BridgeComposer.TryCompose(guest.Bytes, out byte[]? bridged, out _)
                ? Compile(module, bridged, form, out failure)
                : null,
            BridgeForm.None or _ => Compile(module, guest.Bytes, form, out failure),
        };
    }

    /// <summary>
    /// Compiles a guest with the adapter. A function of another type than the WIT's has no place in it: the adapter then serves the other
    /// attach points.
    /// </summary>
    private ComponentHandle? CompileAdapted(WasmModule module, ComposedGuest guest, CompiledForm form, out ExecutionFailure? failure)
    {
        failure = null;
        if (!AdapterComposer.TryCompose(guest, out byte[]? composed, out _))
        {
            return null;
        }

        ComponentHandle? component = Compile(module, composed, form, out failure);
        IReadOnlyList<AttachPoint> exported = AdapterComposer.Exported(guest.Bytes);
        for (int i = 0; component is null && exported.Count > 1 && i < exported.Count && failure?.Cause == FailureCause.CompileFailed; i++)
        {
            if (AdapterComposer.TryCompose(guest, out composed, out _, leftOut: exported[i]))
            {
                component = Compile(module, composed, form, out failure);
            }
        }

        return component;
    }

    /// <summary>Compiles bytes. Null without a failure where the host cannot provide their memory.</summary>
    private ComponentHandle? Compile(WasmModule module, ReadOnlyMemory<byte> bytes, CompiledForm form, out ExecutionFailure? failure)
    {
        failure = null;
        if (!form.IsUndone)
        {
            return Compile(new CompileJob(module, bytes, form), out failure);
        }

        (uint, uint) pages = (ContentComposer.MinPages, (uint)options.MaxMemoryPages);
        if (!ContentComposer.TryCompose(bytes, pages, out byte[]? composed, out MemoryData? data))
        {
            return null;
        }

        using MemoryContent? content = data.TryPlace();
        ComponentHandle? component = content is null ? null : Compile(new CompileJob(module, composed, form, data), out failure);
        component?.BeginWith(content!);
        return component;
    }

    private ComponentHandle? Compile(CompileJob job, out ExecutionFailure? failure)
    {
        counter.Increment();
        long start = Stopwatch.GetTimestamp();
        ComponentHandle? component =
            options.CompileGuard == CompileGuard.ChildProcess ? CompileOutside(job, out failure) : CompileHere(job, out failure);
        phases?.RecordCompiler(CallPhase.Compile, Stopwatch.GetTimestamp() - start);
        return component;
    }

    private ComponentHandle? CompileHere(CompileJob job, out ExecutionFailure? failure)
    {
        ComponentHandle? component = ComponentHandle.Compile(EngineFor(job.Form), job.Bytes.Span, out NativeError? error);
        failure = error is null ? null : FailureClassifier.ClassifyCompile(job.Module.Name, error);
        if (component is not null)
        {
            _files?.Save(component.Serialize(), job);
        }

        return component;
    }

    private ComponentHandle? CompileOutside(CompileJob job, out ExecutionFailure? failure)
    {
        CompileRequest request = new(job.Form.IsUndone ? _undoingSettings! : _settings, options.MaxCompileMemoryMb, job.Bytes);
        TimeSpan limit = TimeSpan.FromMilliseconds(options.MaxCompileTimeMs);
        CompileOutcome outcome = CompilerProcesses.Compile(request, limit);
        if (outcome.End == CompileEnd.Died)
        {
            // Whoever ended the process may have meant another, as a system short of memory does; a component that ends it by itself does
            // so twice.
            outcome = CompilerProcesses.Compile(request, limit);
        }

        if (outcome.Code is not { } code)
        {
            failure = Explain(job.Module.Name, outcome);
            return null;
        }

        ComponentHandle? component = ComponentHandle.Deserialize(EngineFor(job.Form), code, out NativeError? error);
        failure = error is null ? null : FailureClassifier.ClassifyCompile(job.Module.Name, error);
        if (component is not null)
        {
            _files?.Save(code, job);
        }

        return component;
    }

    private ExecutionFailure Explain(string module, in CompileOutcome outcome) =>
        outcome.End switch
        {
            CompileEnd.TimedOut => Failure(
                module,
                FailureCause.CompileTimeout,
                $"The compile was ended: {outcome.Message} (MaxCompileTimeMs is {options.MaxCompileTimeMs}).",
                outcome
            ),
            CompileEnd.OutOfMemory => Failure(
                module,
                FailureCause.CompileTooLarge,
                $"The compile needs more than {options.MaxCompileMemoryMb} MiB of memory (MaxCompileMemoryMb).",
                outcome
            ),
            CompileEnd.NotStarted => Failure(module, FailureCause.CompilerUnavailable, outcome.Message, outcome),
            CompileEnd.Died => Failure(module, FailureCause.CompileFailed, outcome.Message, outcome),
            CompileEnd.Refused or CompileEnd.Compiled or _ => FailureClassifier.ClassifyCompile(
                module,
                new NativeError(outcome.Message, ExitStatus: null)
            ),
        };

    /// <summary>A compiled component and the form that it has.</summary>
    private sealed record Found(ComponentHandle Component, CompiledForm Form);

    private static ExecutionFailure Failure(string module, FailureCause cause, string message, in CompileOutcome outcome) =>
        new(module, FailureStage.Compile, cause, message) { NativeMessage = outcome.Message };
}
