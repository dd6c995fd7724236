using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>A module's compiled component on each engine of a runtime, compiled for the first and loaded on the others.</summary>
internal sealed class CompiledModule : IDisposable
{
    private readonly CompiledComponent[] _components;

    private CompiledModule(CompiledComponent[] components) => _components = components;

    /// <summary>The component on the first engine.</summary>
    public CompiledComponent First => _components[0];

    /// <summary>Loads a component on further engines.</summary>
    /// <param name="first">What was compiled; the result owns it.</param>
    /// <param name="code">Its code.</param>
    /// <param name="engines">The WIT's types on each engine, that of what was compiled before the others.</param>
    /// <param name="error">Why an engine refuses it; null where none does.</param>
    /// <returns>Null where one does.</returns>
    public static CompiledModule? TrySpread(
        CompiledComponent first,
        CompiledCode code,
        IReadOnlyList<AttachPointTypes> engines,
        out NativeError? error
    )
    {
        error = null;
        CompiledModule spread = new(new CompiledComponent[engines.Count]);
        spread._components[0] = first;
        if (engines.Count == 1)
        {
            return spread;
        }

        try
        {
            using CodeImage image = new(code.Bytes, code.Component.Content);
            using CodeImage? coreImage = code.Core is { } ofFirst ? new CodeImage(ofFirst.Bytes, code.Component.Content) : null;
            for (int i = 1; i < engines.Count; i++)
            {
                if (image.Load(engines[i].Engine, out error) is not { } component)
                {
                    spread.Dispose();
                    return null;
                }

                CoreModuleHandle? core = coreImage?.LoadCore(engines[i].Engine, out _);
                spread._components[i] = first.CopyOf(component, core, engines[i]);
            }
        }
        catch
        {
            spread.Dispose();
            throw;
        }

        return spread;
    }

    /// <summary>The component on an engine.</summary>
    /// <param name="engine">The engine's number; the first is 0.</param>
    public CompiledComponent On(int engine) => _components[engine];

    public void Dispose()
    {
        foreach (CompiledComponent? component in _components)
        {
            component?.Dispose();
        }
    }
}
