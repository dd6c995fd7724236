using System.Text;
using Smg.Wasm.Failures;
using Smg.Wasm.Interop;
using Smg.Wasm.Modules;

namespace Smg.Wasm.Compilation;

/// <summary>Compiles modules for one engine.</summary>
internal sealed class ComponentCompiler(EngineHandle engine, CompileCounter counter)
{
    private const string Hint =
        "The file must be a WebAssembly component, not a core module or text. Hint: wrap a core module with 'wasm-tools component new'.";

    /// <summary>The first bytes of a component: the magic, version 13, layer 1.</summary>
    private static ReadOnlySpan<byte> Preamble => [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];

    /// <summary>Compiles a module.</summary>
    /// <returns>Null, with <paramref name="failure"/> set, when the bytes are refused.</returns>
    public CompiledComponent? Compile(WasmModule module, out ExecutionFailure? failure)
    {
        failure = CheckPreamble(module.Name, module.Bytes);
        if (failure is not null)
        {
            return null;
        }

        counter.Increment();
        ComponentHandle? component = ComponentHandle.Compile(engine, module.Bytes, out NativeError? error);
        if (component is null)
        {
            failure = FailureClassifier.ClassifyCompile(module.Name, error!, Hint);
            return null;
        }

        return new CompiledComponent(component);
    }

    /// <summary>What is wrong with the first bytes; null when they are a component's.</summary>
    public static ExecutionFailure? CheckPreamble(string module, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Preamble))
        {
            return null;
        }

        string found = bytes switch
        {
            { IsEmpty: true } => "the file is empty",
            _ when bytes.StartsWith(Preamble[..4]) => bytes.Length >= 8 && bytes[6] == 0 ? "it is a core module" : "its version is not one of a component",
            _ when bytes[0] == (byte)'(' || Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 64)]).TrimStart().StartsWith('(') => "it is WebAssembly text",
            _ => "it does not begin as WebAssembly does",
        };
        return new ExecutionFailure(module, FailureStage.Compile, FailureCause.CompileFailed, $"Not a component: {found}. {Hint}");
    }
}
