using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>A compiled component and its native code, serialized at most once: for its file and for all further engines.</summary>
/// <param name="component">What was compiled or loaded.</param>
/// <param name="counter">Counts what is serialized.</param>
/// <param name="bytes">The code where it is at hand; null to take it from the component when it is asked for.</param>
internal sealed class CompiledCode(ComponentHandle component, CompileCounter counter, ReadOnlyMemory<byte>? bytes = null) : IDisposable
{
    private ReadOnlyMemory<byte>? _bytes = bytes;

    /// <summary>The component on the engine that it was compiled for.</summary>
    public ComponentHandle Component => component;

    /// <summary>The core module that serves messages; null where the component does.</summary>
    public CompiledCore? Core { get; init; }

    /// <summary>The code for further engines, where it is at hand as they load it.</summary>
    public CodeImage? Image { get; init; }

    /// <summary>Why calls cost more than they could.</summary>
    public CallObstacles Obstacles { get; init; }

    /// <summary>
    /// False where the compile of the core module was cut off, by a limit or by who ended its process: the next run tries it again.
    /// </summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>The native code.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes ??= Serialize();

    /// <summary>Gives the component, and the core module, what the memory begins with; nothing where that is null.</summary>
    public void BeginWith(MemoryContent? content)
    {
        if (content is not null)
        {
            component.BeginWith(content);
            Core?.Module.BeginWith(content, Core.Marks);
        }
    }

    /// <summary>Frees code that nobody took.</summary>
    public void Dispose()
    {
        component.Dispose();
        Core?.Module.Dispose();
        DropImages();
    }

    /// <summary>Frees the code for further engines.</summary>
    public void DropImages()
    {
        Image?.Dispose();
        Core?.Image?.Dispose();
    }

    private byte[] Serialize()
    {
        counter.IncrementSerialized();
        return component.Serialize();
    }
}
