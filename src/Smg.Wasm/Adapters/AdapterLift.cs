using Smg.Wasm.Components;

namespace Smg.Wasm.Adapters;

/// <summary>One of the adapter's functions as the component lifts it: with the guest's memory and allocator.</summary>
/// <param name="Point">The attach point as the adapter has it.</param>
/// <param name="Function">What it does.</param>
/// <param name="Guest">The guest's function.</param>
/// <param name="Type">The index of its type.</param>
internal sealed record AdapterLift(AdapterPoint Point, AdapterExport Function, LiftedFunction Guest, uint Type)
{
    /// <summary>The functions of an attach point.</summary>
    public static IEnumerable<AdapterLift> All(AdapterPoint point, LiftedFunction guest, AdapterTypes types) =>
        point.Exports.Select(function => new AdapterLift(point, function, guest, types.Function(point.Point, function)));

    /// <summary>The name of the export.</summary>
    public string Export => AdapterNames.Export(Point.Point, Function);

    /// <summary>The names of the core functions that it is made of.</summary>
    public IEnumerable<string> CoreNames
    {
        get
        {
            yield return Core;
            if (IsFollowed)
            {
                yield return AdapterNames.Done;
            }

            if (Realloc is { } realloc)
            {
                yield return realloc;
            }
        }
    }

    private bool IsImage => Function == AdapterExport.Image;

    private string Core => Point.Core(Function);

    /// <summary>The function of the adapter that allocates; null where the guest's own does.</summary>
    private string? Realloc =>
        IsImage ? AdapterNames.ImageRealloc
        : Point.Heap.IsPregrown ? Point.Heap.CheckedRealloc
        : null;

    /// <summary>Whether a function runs when the result was read.</summary>
    private bool IsFollowed =>
        Function
            is AdapterExport.Values
                or AdapterExport.Image
                or AdapterExport.Rest
                or AdapterExport.End
                or AdapterExport.Modify
                or AdapterExport.NewBody
                or AdapterExport.Columns
                or AdapterExport.Reason;

    /// <summary>Bytes cross as UTF-8 text, which is copied as it is, or as Latin-1, where each byte is a character.</summary>
    private StringEncoding Encoding =>
        Function switch
        {
            AdapterExport.Body => StringEncoding.Utf8,
            AdapterExport.NewBody => StringEncoding.Latin1OrUtf16,
            _ => Guest.Encoding,
        };

    /// <summary>Writes the canonical function.</summary>
    /// <param name="canon">The section.</param>
    /// <param name="indices">The core functions by name.</param>
    /// <param name="imageMemory">The index of the adapter's memory.</param>
    public void Write(ComponentWriter canon, IReadOnlyDictionary<string, uint> indices, uint imageMemory)
    {
        uint memory = IsImage ? imageMemory : Guest.Memory;
        uint realloc = Realloc is { } name ? indices[name] : Guest.Realloc;
        canon.Byte(0).Byte(0).U32(indices[Core]).U32(IsFollowed ? 4u : 3).Byte((byte)Encoding).Byte(3).U32(memory).Byte(4).U32(realloc);
        if (IsFollowed)
        {
            canon.Byte(5).U32(indices[AdapterNames.Done]);
        }

        canon.U32(Type);
    }
}
