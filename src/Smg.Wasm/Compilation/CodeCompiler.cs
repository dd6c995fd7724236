using System.Diagnostics;
using Smg.Wasm.Adapters;
using Smg.Wasm.Compilation.Guard;
using Smg.Wasm.Compiler;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;
using Smg.Wasm.Telemetry;

namespace Smg.Wasm.Compilation;

/// <summary>
/// Turns the bytes of one form of a component into code for the first engine: compiled by the child process or in this one, or loaded
/// from the file of an earlier run.
/// </summary>
/// <param name="options">The runtime's options.</param>
/// <param name="counter">Counts compiles.</param>
/// <param name="engines">The engines.</param>
/// <param name="phases">Where times are recorded; null for nowhere.</param>
internal sealed class CodeCompiler(WasmRuntimeOptions options, CompileCounter counter, EngineTypes engines, PhaseRecorders? phases)
{
    /// <summary>Pages of the largest memory whose blocks all have a mark of their own.</summary>
    private const uint MaxMarkedPages = WriteMarks.Blocks >> (16 - WriteMarks.BlockShift);

    private readonly CompiledFiles? _files = options.CompiledFolder.Length == 0 ? null : new CompiledFiles(options);
    private readonly EngineSettings _settings = EngineSettingsFactory.Create(options);
    private readonly TimeSpan _limit = TimeSpan.FromMilliseconds(options.MaxCompileTimeMs);
    private readonly EngineSettings? _undoingSettings = EngineSettingsFactory.CreateUndoing(options);

    /// <summary>Whether an earlier run compiled a module in a form, and its file is there.</summary>
    public bool IsKept(WasmModule module, CompiledForm form) => _files?.Has(module.Digest, form) == true;

    /// <summary>Loads the code of a module in a form, with what the guest's memory begins with; null where it is not kept.</summary>
    public CompiledCode? Load(WasmModule module, CompiledForm form)
    {
        long start = Stopwatch.GetTimestamp();
        if (_files?.TryRead(module.Digest, form) is not { } kept)
        {
            return null;
        }

        CompiledCode? code = Deserialize(kept, form, keepsImages: module.Bytes.Length > ComponentCompiler.MaxLateBytes);
        if (code is not null)
        {
            phases?.RecordCompiler(CallPhase.Load, Stopwatch.GetTimestamp() - start);
        }

        return code;
    }

    /// <summary>Compiles bytes.</summary>
    /// <returns>
    /// Null, with <paramref name="failure"/> set, when they are refused; null without one where <see cref="CompileJob.NeedsMarks"/> cannot
    /// be met.
    /// </returns>
    public CompiledCode? Compile(CompileJob job, out ExecutionFailure? failure)
    {
        counter.Increment();
        long start = Stopwatch.GetTimestamp();
        CompiledCode? code =
            options.CompileGuard == CompileGuard.ChildProcess ? CompileOutside(job, out failure) : CompileHere(job, out failure);
        // Cut off by a limit, it is used as it is: the next run tries it again.
        if (job.NeedsMarks && code is { IsWhole: true, Core: not { Marks: not null } })
        {
            code.Dispose();
            code = null;
        }

        if (code is { IsWhole: true })
        {
            _files?.Save(code, job);
        }

        phases?.RecordCompiler(CallPhase.Compile, Stopwatch.GetTimestamp() - start);
        return code;
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
        return CompilerProcesses.Compile(request, _limit).Code is { } code
            ? ComponentHandle.Deserialize(engines.Pooled[0].Engine, code, out _)
            : null;
    }

    /// <summary>Loads what an earlier run compiled.</summary>
    /// <param name="kept">The code; this frees it, or who gets the result.</param>
    /// <param name="form">The form that it is in.</param>
    /// <param name="keepsImages">Whether other engines load the same soon: each image holds a file open.</param>
    private CompiledCode? Deserialize(KeptCode kept, CompiledForm form, bool keepsImages)
    {
        using MemoryContent? content = kept.Head.Data?.TryPlace();
        EngineHandle engine = EngineFor(form);
        kept.Component.BeginWith(content);
        kept.Core?.BeginWith(content, kept.Head.Marks);
        if ((kept.Head.Data is not null && content is null) || kept.Component.Load(engine, out _) is not { } component)
        {
            kept.Dispose();
            return null;
        }

        CoreModuleHandle? core = kept.Core?.LoadCore(engine, out _);
        if (core is null)
        {
            kept.Core?.Dispose();
        }

        if (!keepsImages)
        {
            kept.Dispose();
        }

        return new CompiledCode(component, counter, kept.Component.Bytes)
        {
            Image = keepsImages && kept.Component.Bytes is null ? kept.Component : null,
            Core = core is null
                ? null
                : new CompiledCore(core, kept.Head.IsCoreWhole, kept.Head.Marks, kept.Core!.Bytes)
                {
                    Image = keepsImages && kept.Core.Bytes is null ? kept.Core : null,
                },
            Obstacles = kept.Head.Obstacles,
        };
    }

    private CompiledCode? CompileHere(CompileJob job, out ExecutionFailure? failure)
    {
        ComponentHandle? component = ComponentHandle.Compile(EngineFor(job.Form), job.Bytes.Span, out NativeError? error);
        failure = Refusal(job, error);
        if (component is null)
        {
            return null;
        }

        DirectSource source = FindCore(job, component);
        CompiledCore? core = CompileCoreHere(job, source);
        return new CompiledCode(component, counter)
        {
            Core = core,
            Obstacles = source.Obstacles(core),
            IsWhole = !source.Start.IsCutOff,
        };
    }

    private CompiledCode? CompileOutside(CompileJob job, out ExecutionFailure? failure)
    {
        CompileOutcome outcome = CompileInChild(Request(job.Form, job.Bytes));
        if (outcome.Code is not { } code)
        {
            failure = Explain(job.Module.Name, outcome);
            return null;
        }

        ComponentHandle? component = ComponentHandle.Deserialize(EngineFor(job.Form), code, out NativeError? error);
        failure = Refusal(job, error);
        if (component is null)
        {
            return null;
        }

        DirectSource source = FindCore(job, component);
        CompiledCore? core = CompileCoreOutside(job, source, out CompileEnd end);
        return new CompiledCode(component, counter, code)
        {
            Core = core,
            Obstacles = source.Obstacles(core),
            IsWhole = !source.Start.IsCutOff && end is (CompileEnd.Compiled or CompileEnd.Refused),
        };
    }

    /// <summary>Compiles the core module that serves a component's messages, in the child process.</summary>
    /// <returns>Null where the component serves them.</returns>
    private CompiledCore? CompileCoreOutside(CompileJob job, DirectSource source, out CompileEnd end)
    {
        end = CompileEnd.Refused;
        foreach (DirectModule core in ComposeCores(job, source))
        {
            CompileOutcome outcome = CompileInChild(Request(job.Form, core.Bytes) with { IsCoreModule = true });
            end = outcome.End;
            if (outcome.Code is { } code && CoreModuleHandle.Deserialize(EngineFor(job.Form), code, out _) is { } module)
            {
                return new CompiledCore(module, core.IsWhole, core.Marks, code);
            }
        }

        return null;
    }

    /// <summary>
    /// Compiles in the child process. Whoever ended that may have meant another, as a system short of memory does; what ends it by itself
    /// does so twice.
    /// </summary>
    private CompileOutcome CompileInChild(CompileRequest request)
    {
        CompileOutcome outcome = CompilerProcesses.Compile(request, _limit);
        return outcome.End == CompileEnd.Died ? CompilerProcesses.Compile(request, _limit) : outcome;
    }

    /// <summary>The same in this process.</summary>
    private CompiledCore? CompileCoreHere(CompileJob job, DirectSource source)
    {
        foreach (DirectModule core in ComposeCores(job, source))
        {
            if (CoreModuleHandle.Compile(EngineFor(job.Form), core.Bytes, out _) is { } module)
            {
                return new CompiledCore(module, core.IsWhole, core.Marks);
            }
        }

        return null;
    }

    /// <summary>
    /// Makes a core module of a guest, and the same without marks, which is smaller: for one that is refused, or takes too much.
    /// </summary>
    /// <returns>None where the component serves all calls.</returns>
    private IEnumerable<DirectModule> ComposeCores(CompileJob job, DirectSource source)
    {
        if (source.Guest is not { } guest)
        {
            yield break;
        }

        // What fails in each instance is not worth trying: the component has what it may need.
        if (source.Start.IsFailure && !guest.IsWhole)
        {
            source.Obstacle = source.Start.Obstacle;
            yield break;
        }

        uint? markedPages = options.MarkWrites && job.Data?.Pages is <= MaxMarkedPages and var pages ? pages : null;
        DirectModule? core = Compose(markedPages);
        if (core is not null)
        {
            yield return core;
        }

        if (markedPages is not null && !job.NeedsMarks && core is not { Marks: null } && Compose(null) is { } plain)
        {
            yield return plain;
        }

        DirectModule? Compose(uint? pages)
        {
            DirectOutcome outcome = DirectComposer.Compose(guest, withReset: options.KeptInstances > 0, pages, source.Start.Effects);
            source.Obstacle = outcome.Obstacle;
            return outcome.Module;
        }
    }

    /// <summary>Looks at what a component's core module is to be made of.</summary>
    private DirectSource FindCore(CompileJob job, ComponentHandle component)
    {
        DirectGuest? guest = FindGuest(job, component, out string? obstacle);
        return new DirectSource(guest, LookAtStart(job, guest)) { Obstacle = obstacle };
    }

    /// <summary>What may be called in its memory; null where the component serves all calls.</summary>
    private DirectGuest? FindGuest(CompileJob job, ComponentHandle component, out string? obstacle)
    {
        obstacle = null;
#if SABOTAGE
        if (Smg.Sabotage.Fault.NoDirectMemory)
        {
            return null;
        }

#endif
        if (job.Form.Bridge != BridgeForm.Adapted || !options.DirectMemory)
        {
            return null;
        }

        bool importsTypes = ComponentMember.ImportsOf(component).All(import => import.IsTypes);
        return DirectGuest.TryRead(job.Bytes, importsTypes, options.LinkModules, out obstacle);
    }

    /// <summary>
    /// What the guest's start functions do, by running them once: on an engine without a pool, whose places are for calls alone.
    /// </summary>
    private StartFinding LookAtStart(CompileJob job, DirectGuest? guest)
    {
        if (guest is null || engines.Undoing is null)
        {
            return StartFinding.Unknown("the host does not undo what calls write (UndoWrites)");
        }

        if (DirectComposer.TryShowStart(guest) is not { } shown)
        {
            return StartFinding.Unknown(
                "its code changes tables, drops segments or throws exceptions, or its globals and memories are not all plain"
            );
        }

        CompiledForm form = job.Form with { IsUndone = true };
        using MemoryContent? content = job.Data?.TryPlace();
        using CoreModuleHandle? module = CompileShown(form, shown.Bytes);
        if (module is null || (job.Data is not null && content is null))
        {
            return StartFinding.Unknown("it could not be compiled to look at its start function");
        }

        if (content is not null)
        {
            module.BeginWith(content);
        }

        return new StartProbe(options).Run(module, EngineFor(form), shown.Shown!);
    }

    private CoreModuleHandle? CompileShown(CompiledForm form, byte[] bytes) =>
        options.CompileGuard != CompileGuard.ChildProcess ? CoreModuleHandle.Compile(EngineFor(form), bytes, out _)
        : CompileInChild(Request(form, bytes) with { IsCoreModule = true }).Code is { } code
            ? CoreModuleHandle.Deserialize(EngineFor(form), code, out _)
        : null;

    private CompileRequest Request(CompiledForm form, ReadOnlyMemory<byte> bytes) =>
        new(form.IsUndone ? _undoingSettings! : _settings, options.MaxCompileMemoryMb, bytes);

    private static ExecutionFailure? Refusal(CompileJob job, NativeError? error) =>
        error is null ? null : FailureClassifier.ClassifyCompile(job.Module.Name, error);

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

    private static ExecutionFailure Failure(string module, FailureCause cause, string message, in CompileOutcome outcome) =>
        new(module, FailureStage.Compile, cause, message) { NativeMessage = outcome.Message };

    private EngineHandle EngineFor(CompiledForm form) => engines.For(form.IsUndone)[0].Engine;
}
