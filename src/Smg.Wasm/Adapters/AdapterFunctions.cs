using Smg.Wasm.Contract;
using Smg.Wasm.Interop;

namespace Smg.Wasm.Adapters;

/// <summary>The functions by which the adapter in a guest's component serves one attach point.</summary>
/// <param name="Point">The attach point.</param>
/// <param name="Values">Takes the message's parts with the body as a list of bytes.</param>
/// <param name="Image">Takes the message's texts as one; null where the guest's texts are not UTF-8.</param>
/// <param name="Rest">Takes the body, as text, and the parts behind it, and calls the guest; null where the guest's texts are not
/// UTF-8.</param>
/// <param name="Begin">Takes the parts before the body.</param>
/// <param name="Body">Takes the body, as text.</param>
/// <param name="Mend">Adds the eighth bits to a stretch of the body.</param>
/// <param name="End">Takes the parts after the body and calls the guest.</param>
/// <param name="Modify">Returns a pending modification, the new body as address and length.</param>
/// <param name="NewBody">Returns the new body of a pending modification, each byte as a code point.</param>
internal sealed record AdapterFunctions(
    AttachPoint Point,
    ExportIndexHandle Values,
    ExportIndexHandle? Image,
    ExportIndexHandle? Rest,
    ExportIndexHandle Begin,
    ExportIndexHandle Body,
    ExportIndexHandle Mend,
    ExportIndexHandle End,
    ExportIndexHandle Modify,
    ExportIndexHandle NewBody
) : IDisposable
{
    /// <summary>Finds the functions in a component with an adapter.</summary>
    /// <returns>Null when the adapter does not serve the attach point.</returns>
    public static AdapterFunctions? Find(ComponentHandle component, AttachPoint attachPoint)
    {
        string name = AttachPointTable.Of(attachPoint).Function;
        return Find(AdapterExport.Values) is not { } values
            ? null
            : new AdapterFunctions(
                attachPoint,
                values,
                Find(AdapterExport.Image),
                Find(AdapterExport.Rest),
                Require(AdapterExport.Begin),
                Require(AdapterExport.Body),
                Require(AdapterExport.Mend),
                Require(AdapterExport.End),
                Require(AdapterExport.Modify),
                Require(AdapterExport.NewBody)
            );

        ExportIndexHandle? Find(AdapterExport function) => component.FindExport(null, AdapterNames.Export(attachPoint, function));

        ExportIndexHandle Require(AdapterExport function) =>
            Find(function) ?? throw new InvalidOperationException($"The adapter of '{name}' lacks its function '{function}'.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        Image?.Dispose();
        Rest?.Dispose();
        Begin.Dispose();
        Body.Dispose();
        Mend.Dispose();
        End.Dispose();
        Modify.Dispose();
        NewBody.Dispose();
    }
}
