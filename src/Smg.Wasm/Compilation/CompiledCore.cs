using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>A compiled core module that serves messages beside its component, and its native code, serialized at most once.</summary>
/// <param name="module">What was compiled or loaded.</param>
/// <param name="isWhole">Whether it serves every message that the component serves: <see cref="DirectModule.IsWhole"/>.</param>
/// <param name="marks">Where its marks are: <see cref="DirectModule.Marks"/>.</param>
/// <param name="bytes">The code where it is at hand; null to take it from the module when it is asked for.</param>
internal sealed class CompiledCore(CoreModuleHandle module, bool isWhole, int? marks, ReadOnlyMemory<byte>? bytes = null)
{
    private ReadOnlyMemory<byte>? _bytes = bytes;

    /// <summary>The module on the engine that it was compiled for.</summary>
    public CoreModuleHandle Module => module;

    /// <summary>Whether it serves every message that the component serves.</summary>
    public bool IsWhole => isWhole;

    /// <summary>Where its marks are: <see cref="DirectModule.Marks"/>.</summary>
    public int? Marks => marks;

    /// <summary>The code for further engines, where it is at hand as they load it.</summary>
    public CodeImage? Image { get; init; }

    /// <summary>The native code.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes ??= module.Serialize();
}
