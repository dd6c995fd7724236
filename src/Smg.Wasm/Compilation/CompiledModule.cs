using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>
/// A module's compiled component on each engine of a runtime: compiled for the first engine, and loaded on another by its first call there.
/// Safe to use from any thread.
/// </summary>
internal sealed class CompiledModule : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CompiledComponent?[] _components;
    private readonly IReadOnlyList<AttachPointTypes> _engines;

    /// <summary>The code to load; null once it is loaded on all engines.</summary>
    private CompiledCode? _code;
    private CodeImage? _image;
    private CodeImage? _coreImage;

    /// <summary>Takes a component of the first engine.</summary>
    /// <param name="first">What was compiled; this owns it.</param>
    /// <param name="code">Its code.</param>
    /// <param name="engines">The engines, that of what was compiled before the others.</param>
    public CompiledModule(CompiledComponent first, CompiledCode code, IReadOnlyList<AttachPointTypes> engines)
    {
        _components = new CompiledComponent[engines.Count];
        _components[0] = first;
        _engines = engines;
        if (engines.Count > 1)
        {
            _code = code;
        }
        else
        {
            code.DropImages();
        }
    }

    /// <summary>The component on the first engine.</summary>
    public CompiledComponent First => _components[0]!;

    /// <summary>The component on an engine, loaded when it is not there yet.</summary>
    /// <param name="engine">The engine's number; the first is 0.</param>
    /// <param name="error">Why the engine refuses it; null where it does not.</param>
    /// <returns>Null where it does.</returns>
    public CompiledComponent? TryLoad(int engine, out NativeError? error)
    {
        error = null;
        return Volatile.Read(ref _components[engine]) ?? LoadOnce(engine, out error);
    }

    /// <summary>Loads the component on all engines.</summary>
    /// <returns>Why one refuses it; null where none does.</returns>
    public NativeError? TryLoadAll()
    {
        for (int i = 0; i < _components.Length; i++)
        {
            if (TryLoad(i, out NativeError? error) is null)
            {
                return error;
            }
        }

        return null;
    }

    public void Dispose()
    {
        DropCode();
        foreach (CompiledComponent? component in _components)
        {
            component?.Dispose();
        }
    }

    private CompiledComponent? LoadOnce(int engine, out NativeError? error)
    {
        lock (_lock)
        {
            error = null;
            if (_components[engine] is { } known)
            {
                return known;
            }

            CompiledCode code = _code!;
            _image ??= code.Image ?? new CodeImage(code.Bytes, code.Component.Content);
            if (_image.Load(_engines[engine].Engine, out error) is not { } component)
            {
                return null;
            }

            if (code.Core is { } core)
            {
                _coreImage ??= core.Image ?? new CodeImage(core.Bytes, code.Component.Content, core.Marks);
            }

            CompiledComponent loaded = First.CopyOf(component, _coreImage?.LoadCore(_engines[engine].Engine, out _));
            Volatile.Write(ref _components[engine], loaded);
            if (!_components.Contains(null))
            {
                DropCode();
            }

            return loaded;
        }
    }

    private void DropCode()
    {
        _image?.Dispose();
        _coreImage?.Dispose();
        _code?.DropImages();
        (_code, _image, _coreImage) = (null, null, null);
    }
}
