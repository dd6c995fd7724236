using Smg.Wasm.Bridge;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;
using Smg.Wasm.Options;

namespace Smg.Wasm.Compilation;

/// <summary>Compiles modules for one engine, in their bridges where the options ask for it and the guest allows it.</summary>
internal sealed class ComponentCompiler(EngineHandle engine, WasmRuntimeOptions options, CompileCounter counter, AttachPointTypes types)
{
    private readonly CompiledFiles? _files = options.CompiledFolder.Length == 0 ? null : new CompiledFiles(options);

    /// <summary>Compiles a module.</summary>
    /// <returns>Null, with <paramref name="failure"/> set, when the bytes are refused.</returns>
    public CompiledComponent? Compile(WasmModule module, out ExecutionFailure? failure)
    {
        failure = ComponentPreamble.Check(module.Name, module.Bytes);
        if (failure is not null)
        {
            return null;
        }

        if (options.CallPath == CallPath.Bridge && (Load(module, isBridged: true) ?? CompileBridged(module)) is { } bridged)
        {
            return new CompiledComponent(bridged, isBridged: true, types);
        }

        NativeError? error = null;
        if ((Load(module, isBridged: false) ?? Compile(module, module.Bytes, isBridged: false, out error)) is { } component)
        {
            return new CompiledComponent(component, isBridged: false, types);
        }

        failure = FailureClassifier.ClassifyCompile(module.Name, error!, ComponentPreamble.Hint);
        return null;
    }

    private ComponentHandle? Load(WasmModule module, bool isBridged) => _files?.TryLoad(engine, module.Digest, isBridged);

    private ComponentHandle? CompileBridged(WasmModule module)
        => BridgeComposer.TryCompose(module.Bytes, out byte[]? bridged, out _) ? Compile(module, bridged, isBridged: true, out _) : null;

    private ComponentHandle? Compile(WasmModule module, ReadOnlySpan<byte> bytes, bool isBridged, out NativeError? error)
    {
        counter.Increment();
        ComponentHandle? component = ComponentHandle.Compile(engine, bytes, out error);
        if (component is not null)
        {
            _files?.Save(component, module.Digest, isBridged);
        }

        return component;
    }
}
