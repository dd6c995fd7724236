using Smg.Wasm.Adapters;
using Smg.Wasm.Contract;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Compilation;

/// <summary>An attach point's function in a compiled component.</summary>
/// <param name="Contract">The attach point.</param>
/// <param name="Place">The function that the guest exports.</param>
/// <param name="Adapter">The adapter's functions for a message; null where it is called itself, and for storage hooks.</param>
/// <param name="Storage">The adapter's functions for an operation of the storage; null where it is called itself, and for messages.</param>
/// <param name="TypeDifference">How its type differs from the WIT; null where it does not.</param>
internal sealed record CompiledFunction(
    AttachPointContract Contract,
    ExportIndexHandle Place,
    AdapterFunctions? Adapter,
    StorageFunctions? Storage,
    string? TypeDifference
) : IDisposable
{
    public void Dispose()
    {
        Place.Dispose();
        Adapter?.Dispose();
        Storage?.Dispose();
    }
}
