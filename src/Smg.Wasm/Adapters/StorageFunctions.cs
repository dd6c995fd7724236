using Smg.Wasm.Contract;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

/// <summary>The functions by which the adapter in a guest's component serves one attach point of the storage.</summary>
/// <param name="Point">The attach point.</param>
/// <param name="Values">Takes the operation's parts.</param>
/// <param name="Image">Takes the operation's texts as one; null where the guest's texts are not UTF-8.</param>
/// <param name="Rest">Takes the payload and the parts behind it, and calls the guest; null where the guest's texts are not UTF-8.</param>
/// <param name="Columns">Returns columns that are pending.</param>
/// <param name="Reason">Returns the reason of a pending refusal; null where the guest cannot refuse.</param>
internal sealed record StorageFunctions(
    AttachPoint Point,
    ExportIndexHandle Values,
    ExportIndexHandle? Image,
    ExportIndexHandle? Rest,
    ExportIndexHandle Columns,
    ExportIndexHandle? Reason
) : IDisposable
{
    /// <summary>Finds the functions in a component with an adapter.</summary>
    /// <returns>Null when the adapter does not serve the attach point.</returns>
    public static StorageFunctions? Find(ComponentHandle component, AttachPoint attachPoint)
    {
        return Find(AdapterExport.Values) is { } values && Find(AdapterExport.Columns) is { } columns
            ? new StorageFunctions(
                attachPoint,
                values,
                Find(AdapterExport.Image),
                Find(AdapterExport.Rest),
                columns,
                Find(AdapterExport.Reason)
            )
            : null;

        ExportIndexHandle? Find(AdapterExport function) => component.FindExport(null, AdapterNames.Export(attachPoint, function));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        Image?.Dispose();
        Rest?.Dispose();
        Columns.Dispose();
        Reason?.Dispose();
    }
}
