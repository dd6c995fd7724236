using Smg.Wasm.Adapters;
using Smg.Wasm.Contract;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>An attach point's function in a compiled component.</summary>
/// <param name="Contract">The attach point.</param>
/// <param name="Place">The function that the guest exports, or that the outer component of a storage hook exports in its place.</param>
/// <param name="Adapter">The adapter's functions for it; null where it is called itself.</param>
/// <param name="TypeDifference">How its type differs from the WIT; null where it does not.</param>
internal sealed record CompiledFunction(
    AttachPointContract Contract,
    ExportIndexHandle Place,
    AdapterFunctions? Adapter,
    string? TypeDifference
) : IDisposable
{
    public void Dispose()
    {
        Place.Dispose();
        Adapter?.Dispose();
    }
}
