using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>A compiled component and its native code, serialized at most once: for its file and for all further engines.</summary>
/// <param name="component">What was compiled or loaded.</param>
/// <param name="counter">Counts what is serialized.</param>
/// <param name="bytes">The code where it is at hand; null to take it from the component when it is asked for.</param>
internal sealed class CompiledCode(ComponentHandle component, CompileCounter counter, ReadOnlyMemory<byte>? bytes = null)
{
    private ReadOnlyMemory<byte>? _bytes = bytes;

    /// <summary>The component on the engine that it was compiled for.</summary>
    public ComponentHandle Component => component;

    /// <summary>The native code.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes ??= Serialize();

    private byte[] Serialize()
    {
        counter.IncrementSerialized();
        return component.Serialize();
    }
}
