using Smg.Wasm.Middleware;

namespace Smg.Wasm.Bridge;

/// <summary>One of the adapter's functions as the component lifts it: with the guest's memory and allocator.</summary>
/// <param name="Point">The attach point.</param>
/// <param name="Function">What it does.</param>
/// <param name="Guest">The guest's function.</param>
/// <param name="Type">The index of its type.</param>
internal sealed record AdapterLift(AttachPoint Point, AdapterExport Function, LiftedFunction Guest, uint Type)
{
    /// <summary>The functions of an attach point. A body that is text crosses whole only where all texts are UTF-8, as a body must be.</summary>
    public static IEnumerable<AdapterLift> All(AttachPoint point, LiftedFunction guest, AdapterTypes types)
        => Enum.GetValues<AdapterExport>()
            .Where(function => function != AdapterExport.Whole || guest.Encoding == StringEncoding.Utf8)
            .Select(function => new AdapterLift(point, function, guest, types.Function(point, function)));

    /// <summary>The name of the export.</summary>
    public string Export => AdapterNames.Export(Point, Function);

    /// <summary>The names of the core functions that it is made of.</summary>
    public IEnumerable<string> CoreNames => IsFollowed ? [Core, Done] : [Core];

    private string Core => AdapterNames.Core(Point, Function);

    private string Done => AdapterNames.Done(Point, Function);

    /// <summary>Whether a function runs when the result was read.</summary>
    private bool IsFollowed => Function is AdapterExport.Values or AdapterExport.Whole or AdapterExport.End or AdapterExport.Modify or AdapterExport.NewBody;

    /// <summary>Bytes cross as UTF-8 text, which is copied as it is, or as Latin-1, where each byte is a character.</summary>
    private StringEncoding Encoding => Function switch
    {
        AdapterExport.Body => StringEncoding.Utf8,
        AdapterExport.NewBody => StringEncoding.Latin1OrUtf16,
        _ => Guest.Encoding,
    };

    /// <summary>Writes the canonical function.</summary>
    /// <param name="canon">The section.</param>
    /// <param name="indices">The core functions by name.</param>
    public void Write(ComponentWriter canon, IReadOnlyDictionary<string, uint> indices)
    {
        canon.Byte(0).Byte(0).U32(indices[Core]).U32(IsFollowed ? 4u : 3).Byte((byte)Encoding).Byte(3).U32(Guest.Memory).Byte(4).U32(Guest.Realloc);
        if (IsFollowed)
        {
            canon.Byte(5).U32(indices[Done]);
        }

        canon.U32(Type);
    }
}
