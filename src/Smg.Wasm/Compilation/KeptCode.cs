using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>What a file holds of a compiled component, to be loaded.</summary>
/// <param name="Head">What is to be known of it.</param>
/// <param name="Core">The code of the core module that serves messages; null where none does.</param>
/// <param name="Component">The component's code.</param>
internal sealed record KeptCode(KeptHead Head, CodeImage? Core, CodeImage Component) : IDisposable
{
    /// <summary>Frees the code. What was loaded of it stays.</summary>
    public void Dispose()
    {
        Core?.Dispose();
        Component.Dispose();
    }
}
