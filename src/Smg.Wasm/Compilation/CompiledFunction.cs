using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>An attach point's function in a compiled component.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="TextPlace">Where the bridge has the form of it that takes its image as text beside one that takes any bytes; null where there is one form.</param>
/// <param name="TypeDifference">How its type differs from the WIT; null where it does not.</param>
internal sealed record CompiledFunction(ExportIndexHandle Place, ExportIndexHandle? TextPlace, string? TypeDifference) : IDisposable
{
    public void Dispose()
    {
        Place.Dispose();
        TextPlace?.Dispose();
    }
}
