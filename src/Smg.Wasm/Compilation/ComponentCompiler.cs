using System.Text;
using Smg.Wasm.Adapters;
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
    private static readonly byte[] PagesExport = Encoding.UTF8.GetBytes(MemoryComposer.PagesExport);

    /// <summary>Compiles and loads the forms' bytes.</summary>
    public CodeCompiler Code { get; } = new(options, counter, engines, phases);

    /// <summary>The forms that a guest is tried in, the fastest first.</summary>
#if SABOTAGE
    private static ReadOnlySpan<BridgeForm> Forms =>
        Smg.Sabotage.Fault.NoAdapter ? [BridgeForm.None] : [BridgeForm.Adapted, BridgeForm.None];
#else
    private static ReadOnlySpan<BridgeForm> Forms => [BridgeForm.Adapted, BridgeForm.None];
#endif

    /// <summary>
    /// Bytes of a module that is loaded on all engines at once. The code of a smaller one is loaded in less than a millisecond, where its
    /// first call comes.
    /// </summary>
    internal const int MaxLateBytes = 256 << 10;

    /// <summary>Compiles a module, and loads a large one on every engine.</summary>
    /// <returns>Null, with <paramref name="failure"/> set, when the bytes are refused.</returns>
    public CompiledModule? CompileForAll(WasmModule module, out ExecutionFailure? failure)
    {
        if (Find(module, out failure) is not { } found)
        {
            return null;
        }

        CompiledModule compiled = new(Locate(module, found), found.Code, EnginesOf(found.Form));
        try
        {
            if (module.Bytes.Length <= MaxLateBytes || compiled.TryLoadAll() is not { } error)
            {
                return compiled;
            }

            failure = FailureClassifier.ClassifyCompile(module.Name, error);
        }
        catch
        {
            compiled.Dispose();
            throw;
        }

        compiled.Dispose();
        return null;
    }

    /// <summary>Compiles a module for the first engine.</summary>
    /// <returns>Null, with <paramref name="failure"/> set, when the bytes are refused.</returns>
    public CompiledComponent? Compile(WasmModule module, out ExecutionFailure? failure)
    {
        if (Find(module, out failure) is not { } found)
        {
            return null;
        }

        // No further engine loads it.
        found.Code.DropImages();
        return Locate(module, found);
    }

    private Found? Find(WasmModule module, out ExecutionFailure? failure)
    {
        failure = ComponentPreamble.Check(module.Name, module.Bytes);
        if (failure is not null)
        {
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
            Core = found.Code.Core?.Module,
            Partial = found.Code.Core is { IsWhole: false } ? new PartialCore() : null,
            IsLinked = found.Form.IsLinked,
            IsUndone = found.Form.IsUndone,
            Obstacles = found.Code.Obstacles,
            MemoryPages = FindMemoryPages(module, found.Code.Component),
        };

    private static bool IsFinal(ExecutionFailure? failure) =>
        failure?.Cause is FailureCause.CompileTimeout or FailureCause.CompileTooLarge or FailureCause.CompilerUnavailable;

    /// <summary>Whether a module was compiled by an earlier run, whose file is there: it will be loaded, not compiled.</summary>
    public bool IsKept(WasmModule module)
    {
        foreach (BridgeForm bridge in Forms)
        {
            if (FormsOf(variants: [true, false], bridge).Any(form => Code.IsKept(module, form)))
            {
                return true;
            }
        }

        return false;
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
        foreach (CompiledForm form in FormsOf(source.Variants, bridge))
        {
            if (Code.Load(source.Module, form) is { } code)
            {
                return new Found(code, form);
            }
        }

        return null;
    }

    private IReadOnlyList<AttachPointTypes> EnginesOf(CompiledForm form) => engines.For(form.IsUndone);

    /// <summary>Compiles a module in a form: linked, and, where that is impossible or refused, as it is written.</summary>
    private Found? CompileVariants(GuestSource source, BridgeForm bridge, out ExecutionFailure? failure)
    {
        failure = null;
        if (source.HasCustomPages)
        {
            failure = FailureClassifier.ClassifyCompile(source.Module.Name, new NativeError(CustomPages.Refusal, ExitStatus: null));
            return null;
        }

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
        options.PregrowMemory && (module.Bytes.IndexOf(PagesExport) < 0 || !ExportsPages(module))
            ? component.FindExport(null, MemoryComposer.PagesExport)
            : null;

    private static bool ExportsPages(WasmModule module) =>
        ComponentOutline.TryRead(module.Bytes)?.Exports.Any(export => export.Name == MemoryComposer.PagesExport) != false;

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

        IReadOnlyList<AttachPoint> exported = AdapterComposer.Exported(guest.Bytes);
        bool hasMessages = exported.Any(point => AttachPointTable.Of(point).HasBody);
        CompiledCode? code = Compile(module, composed, form, out failure, hasMessages);
        for (int i = 0; code is null && exported.Count > 1 && i < exported.Count && failure?.Cause == FailureCause.CompileFailed; i++)
        {
            if (AdapterComposer.TryCompose(guest, out composed, out _, leftOut: exported[i]))
            {
                code = Compile(module, composed, form, out failure, hasMessages);
            }
        }

        return code;
    }

    /// <summary>Compiles bytes. Null without a failure where the host cannot provide their memory.</summary>
    /// <param name="module">The module.</param>
    /// <param name="bytes">What was made of it.</param>
    /// <param name="form">In which form.</param>
    /// <param name="failure">Why they are refused.</param>
    /// <param name="hasMessages">Whether the adapter serves messages, for which there may be a core module that marks what it writes.</param>
    private CompiledCode? Compile(
        WasmModule module,
        ReadOnlyMemory<byte> bytes,
        CompiledForm form,
        out ExecutionFailure? failure,
        bool hasMessages = false
    )
    {
        failure = null;
        if (!form.IsUndone)
        {
            return Code.Compile(new CompileJob(module, bytes, form), out failure);
        }

        // Where it is not known what was written in a small memory, the pool resets it as fast.
        bool comparesSmall = options.KeptInstances > 0;
        bool takesSmall = comparesSmall || (hasMessages && options is { MarkWrites: true, DirectMemory: true });
        ContentLimits limits = ContentLimits.Of(options, leastPages: takesSmall ? 1 : ContentComposer.MinPages);
        if (!ContentComposer.TryCompose(bytes, limits, out byte[]? composed, out MemoryData? data))
        {
            return null;
        }

        using MemoryContent? content = data.TryPlace();
        CompileJob job = new(module, composed, form, data) { NeedsMarks = !comparesSmall && data.Pages < ContentComposer.MinPages };
        CompiledCode? code = content is null ? null : Code.Compile(job, out failure);
        code?.BeginWith(content);
        return code;
    }

    /// <summary>A compiled component and the form that it has.</summary>
    private sealed record Found(CompiledCode Code, CompiledForm Form);
}
