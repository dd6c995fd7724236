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
/// Compiles modules, with the adapter where the guest allows it: for the first engine of a runtime, whose code the others load.
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
    private static ReadOnlySpan<BridgeForm> Forms =>
        Smg.Sabotage.Fault.NoAdapter ? [BridgeForm.None] : [BridgeForm.Adapted, BridgeForm.None];
#else
    private static ReadOnlySpan<BridgeForm> Forms => [BridgeForm.Adapted, BridgeForm.None];
#endif

    /// <summary>Compiles a module, and loads it on every engine.</summary>
    /// <returns>Null, with <paramref name="failure"/> set, when the bytes are refused.</returns>
    public CompiledModule? CompileForAll(WasmModule module, out ExecutionFailure? failure)
    {
        if (Find(module, out failure) is not { } found)
        {
            return null;
        }

        CompiledModule? all = CompiledModule.TrySpread(Locate(module, found), found.Code, EnginesOf(found.Form), out NativeError? error);
        failure = error is null ? null : FailureClassifier.ClassifyCompile(module.Name, error);
        return all;
    }

    /// <summary>Compiles a module for the first engine.</summary>
    /// <returns>Null, with <paramref name="failure"/> set, when the bytes are refused.</returns>
    public CompiledComponent? Compile(WasmModule module, out ExecutionFailure? failure) =>
        Find(module, out failure) is { } found ? Locate(module, found) : null;

    private Found? Find(WasmModule module, out ExecutionFailure? failure)
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
                return found;
            }

            // An adapter that Wasmtime refuses is not a failure of the guest; one that took too much, or that nobody could try, is.
            if (IsFinal(failure))
            {
                return null;
            }
        }

        failure ??= new ExecutionFailure(
            module.Name,
            FailureStage.Compile,
            FailureCause.CompileFailed,
            $"The guest's memory cannot start with {module.InitialPages} pages."
        );
        return null;
    }

    private CompiledComponent Locate(WasmModule module, Found found) =>
        new(found.Code.Component, found.Form.Bridge, EnginesOf(found.Form)[0])
        {
            IsLinked = found.Form.IsLinked,
            IsUndone = found.Form.IsUndone,
            MemoryPages = FindMemoryPages(module, found.Code.Component),
        };

    private static bool IsFinal(ExecutionFailure? failure) =>
        failure?.Cause is FailureCause.CompileTimeout or FailureCause.CompileTooLarge or FailureCause.CompilerUnavailable;

    /// <summary>Whether a module was compiled by an earlier run, whose file is there: it will be loaded, not compiled.</summary>
    public bool IsKept(WasmModule module)
    {
        if (_files is null)
        {
            return false;
        }

        foreach (BridgeForm bridge in Forms)
        {
            if (FormsOf(variants: [true, false], bridge).Any(form => _files.Has(module.Digest, form)))
            {
                return true;
            }
        }

        return false;
    }

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
    private IEnumerable<CompiledForm> FormsOf(IReadOnlyList<bool> variants, BridgeForm bridge)
    {
        foreach (bool isLinked in variants)
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

        foreach (CompiledForm form in FormsOf(source.Variants, bridge))
        {
            long start = Stopwatch.GetTimestamp();
            if (LoadForm(source.Module, form) is { } code)
            {
                phases?.RecordCompiler(CallPhase.Load, Stopwatch.GetTimestamp() - start);
                return new Found(code, form);
            }
        }

        return null;
    }

    /// <summary>Loads the code of a form from its file, with what the guest's memory begins with.</summary>
    private CompiledCode? LoadForm(WasmModule module, CompiledForm form)
    {
        if (_files!.TryRead(module.Digest, form) is not { } kept)
        {
            return null;
        }

        if (!form.IsUndone)
        {
            return Load(kept, form);
        }

        using MemoryContent? content = MemoryData.Read(kept, out int length).TryPlace();
        CompiledCode? code = content is null ? null : Load(kept[length..], form);
        code?.Component.BeginWith(content!);
        return code;
    }

    private CompiledCode? Load(ReadOnlyMemory<byte> code, CompiledForm form) =>
        ComponentHandle.Deserialize(EngineFor(form), code.Span, out _) is { } component ? new CompiledCode(component, counter, code) : null;

    private IReadOnlyList<AttachPointTypes> EnginesOf(CompiledForm form) => engines.For(form.IsUndone);

    private EngineHandle EngineFor(CompiledForm form) => EnginesOf(form)[0].Engine;

    /// <summary>Compiles a module in a form: linked, and, where that is impossible or refused, as it is written.</summary>
    private Found? CompileVariants(GuestSource source, BridgeForm bridge, out ExecutionFailure? failure)
    {
        failure = null;
        foreach (CompiledForm form in FormsOf(source.Variants, bridge))
        {
            if (source.Bytes(form.IsLinked) is { } bytes && CompileForm(source.Module, bytes, form, out failure) is { } code)
            {
                return new Found(code, form);
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
    private CompiledCode? CompileForm(WasmModule module, byte[] bytes, CompiledForm form, out ExecutionFailure? failure)
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
            CompiledCode? code = Compile(module, composed, form, out failure);
            if (code is not null || failure?.Cause is not FailureCause.CompileFailed)
            {
                return code;
            }
        }

        return Compile(module, new ComposedGuest(bytes), form, out failure);
    }

    /// <summary>
    /// Compiles a guest whose memory begins with more pages than it wrote. Only the adapter knows to bound its pointers by those that the
    /// guest knows.
    /// </summary>
    private CompiledCode? CompilePregrown(WasmModule module, byte[] bytes, CompiledForm form, out ExecutionFailure? failure)
    {
        failure = null;
        return form.Bridge == BridgeForm.Adapted && MemoryComposer.TryCompose(bytes, module.InitialPages, out ComposedGuest? composed)
            ? CompileAdapted(module, composed, form, out failure)
            : null;
    }

    private CompiledCode? Compile(WasmModule module, ComposedGuest guest, CompiledForm form, out ExecutionFailure? failure)
    {
        failure = null;
        return form.Bridge switch
        {
            BridgeForm.Adapted => CompileAdapted(module, guest, form, out failure),
            BridgeForm.None or _ => Compile(module, guest.Bytes, form, out failure),
        };
    }

    /// <summary>
    /// Compiles a guest with the adapter. A function of another type than the WIT's has no place in it: the adapter then serves the other
    /// attach points.
    /// </summary>
    private CompiledCode? CompileAdapted(WasmModule module, ComposedGuest guest, CompiledForm form, out ExecutionFailure? failure)
    {
        failure = null;
        if (!AdapterComposer.TryCompose(guest, out byte[]? composed, out _))
        {
            return null;
        }

        CompiledCode? code = Compile(module, composed, form, out failure);
        IReadOnlyList<AttachPoint> exported = AdapterComposer.Exported(guest.Bytes);
        for (int i = 0; code is null && exported.Count > 1 && i < exported.Count && failure?.Cause == FailureCause.CompileFailed; i++)
        {
            if (AdapterComposer.TryCompose(guest, out composed, out _, leftOut: exported[i]))
            {
                code = Compile(module, composed, form, out failure);
            }
        }

        return code;
    }

    /// <summary>Compiles bytes. Null without a failure where the host cannot provide their memory.</summary>
    private CompiledCode? Compile(WasmModule module, ReadOnlyMemory<byte> bytes, CompiledForm form, out ExecutionFailure? failure)
    {
        failure = null;
        if (!form.IsUndone)
        {
            return Compile(new CompileJob(module, bytes, form), out failure);
        }

        (uint, uint) pages = (ContentComposer.MinPages, Math.Min((uint)options.MaxMemoryPages, ContentComposer.MaxPages));
        if (!ContentComposer.TryCompose(bytes, pages, out byte[]? composed, out MemoryData? data))
        {
            return null;
        }

        using MemoryContent? content = data.TryPlace();
        CompiledCode? code = content is null ? null : Compile(new CompileJob(module, composed, form, data), out failure);
        code?.Component.BeginWith(content!);
        return code;
    }

    private CompiledCode? Compile(CompileJob job, out ExecutionFailure? failure)
    {
        counter.Increment();
        long start = Stopwatch.GetTimestamp();
        CompiledCode? code =
            options.CompileGuard == CompileGuard.ChildProcess ? CompileOutside(job, out failure) : CompileHere(job, out failure);
        if (code is not null)
        {
            _files?.Save(code.Bytes.Span, job);
        }

        phases?.RecordCompiler(CallPhase.Compile, Stopwatch.GetTimestamp() - start);
        return code;
    }

    private CompiledCode? CompileHere(CompileJob job, out ExecutionFailure? failure)
    {
        ComponentHandle? component = ComponentHandle.Compile(EngineFor(job.Form), job.Bytes.Span, out NativeError? error);
        failure = error is null ? null : FailureClassifier.ClassifyCompile(job.Module.Name, error);
        return component is null ? null : new CompiledCode(component, counter);
    }

    private CompiledCode? CompileOutside(CompileJob job, out ExecutionFailure? failure)
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
        return component is null ? null : new CompiledCode(component, counter, code);
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
    private sealed record Found(CompiledCode Code, CompiledForm Form);

    private static ExecutionFailure Failure(string module, FailureCause cause, string message, in CompileOutcome outcome) =>
        new(module, FailureStage.Compile, cause, message) { NativeMessage = outcome.Message };
}
